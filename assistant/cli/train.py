"""`florence train`: the language model from the examples, with a report on what it never saw."""

from __future__ import annotations

from assistant.cli.output import progress, stdout
from assistant.settings import load_settings


def train() -> None:
    """Train and package the language model; prints the held-out report."""
    from assistant.understanding.training import report, train as train_model  # noqa: I001

    settings = load_settings()
    with progress("Training the language model") as told:
        model = train_model(settings, told)
    stdout.print(report(model))
    stdout.print(f"Packaged as {model}", markup=False)
