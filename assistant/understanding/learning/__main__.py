"""`make encoder`: adapts MiniLM to the written calls and examples, and ships the result.

Half an hour to an hour on two cores. Run it after much was added to `nlu_data/data`; a few more
examples are learned by `florence train` alone.
"""

from __future__ import annotations

import time

from assistant.cli.output import progress, stdout
from assistant.settings import load_settings
from assistant.understanding.columns import columns_of
from assistant.understanding.encoder_weights import FILE, save_adapted
from assistant.understanding.labels import read_examples
from assistant.understanding.learning.bert import Params
from assistant.understanding.learning.fit import EPOCHS, fit
from assistant.understanding.learning.rows import rows_of
from assistant.understanding.written_calls import FOLDER, read_calls


def main() -> None:
    """Learn, and write `nlu_data/encoder`."""
    data = load_settings().nlu_dir / "data"
    examples = read_examples(data / "nlu")
    calls = read_calls(data / FOLDER)
    examples += [example for call in calls for example in call.examples()]
    began = time.monotonic()
    with progress(f"Adapting the encoder to {len(examples)} turns") as told:

        def epoch(number: int, steps: int, total: float, params: Params) -> None:
            minutes = (time.monotonic() - began) / 60
            told(f"epoch {number} of {EPOCHS}, {minutes:.0f} minutes", number / EPOCHS)

        params = fit(rows_of(examples), columns_of(examples), epoch)
    save_adapted(data.parent, params)
    stdout.print(f"Written: {FILE}. Now run florence train, and commit both.")


if __name__ == "__main__":
    main()
