"""The demo calls: acted by synthetic voices from our own screenplays, nobody's real emergency.

Each is a two-channel telephone recording, caller left, dispatcher right; beside it a JSON list of
its lines says who said what, and when. `python -m assistant.demo.studio` makes them anew.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SCREENPLAYS_DIR = FOLDER / "screenplays"
RECORDINGS_DIR = FOLDER / "recordings"

NAMES = ("hostage", "cardiac_arrest", "house_fire", "suicidal")
DEFAULT = "hostage"

SCREENPLAYS: dict[str, Path] = {name: SCREENPLAYS_DIR / f"{name}.yml" for name in NAMES}
RECORDINGS: dict[str, Path] = {name: RECORDINGS_DIR / f"{name}.wav" for name in NAMES}
SPOKEN: dict[str, Path] = {name: RECORDINGS_DIR / f"{name}.json" for name in NAMES}
"""The truth beside each recording: the lines as `SpokenLine` in `assistant.demo.screenplay`."""
