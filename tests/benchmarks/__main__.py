"""`make bench`: every benchmark, one table each."""

from __future__ import annotations

from tests.benchmarks import console, library, replay, speech_offline, turns
from tests.benchmarks.streaming import __main__ as streaming

if __name__ == "__main__":
    turns.main()
    console.main()
    replay.main()
    speech_offline.main()
    library.main()
    streaming.main(["--calls", "1,4", "--seconds", "40"])
