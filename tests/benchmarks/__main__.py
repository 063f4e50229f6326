"""`make bench`: every benchmark, one table each."""

from __future__ import annotations

from tests.benchmarks import replay, speech_offline, turns

if __name__ == "__main__":
    turns.main()
    replay.main()
    speech_offline.main()
