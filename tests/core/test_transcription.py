"""Whole recordings into words: channels apart or mixed, raw or contained, a few at once."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import anyio
import numpy as np
import pytest

from assistant.audio.codecs import encode_mulaw
from assistant.audio.line import RawFormat
from assistant.calls import House
from assistant.desk import Desk
from assistant.engines import Engines, Progress
from assistant.errors import AudioUnreadable, LinesFull, ModelFailed, NotReady
from assistant.settings import Settings, load_settings
from assistant.speech.hearing import Listening
from assistant.store.event_log import EventLog
from assistant.transcription import Scribes, Wanted
from tests.audio.files import tone, write_audio
from tests.core.fakes import FakeUnderstander
from tests.core.test_desk import Turns
from tests.speech.fakes import FakeTranscriber
from tests.speech.voices import say

pytestmark = pytest.mark.anyio


@pytest.fixture
def two(tmp_path: Path) -> BytesIO:
    """A WAV whose left channel speaks, and whose right is a hum."""
    voice = say("There is a man with a gun.")
    hum = tone(100, len(voice) / 16_000)[: len(voice)] * 0.01
    path = write_audio(tmp_path / "two.wav", [voice, hum], rate=8000, codec="pcm_mulaw")
    return BytesIO(path.read_bytes())


async def test_channels_are_heard_apart(two: BytesIO) -> None:
    heard = await Scribes(10).transcribe(Wanted(two, apart=True), FakeTranscriber())
    assert [bool(finals) for finals in heard.channels] == [True, False]
    assert heard.duration_ms > 1000


async def test_channels_are_mixed_where_not_wanted_apart(two: BytesIO) -> None:
    heard = await Scribes(10).transcribe(Wanted(two), FakeTranscriber())
    assert len(heard.channels) == 1 and heard.channels[0]


async def test_raw_audio_is_what_its_sender_says() -> None:
    voice = say("There is a man with a gun.")[::2]
    raw = encode_mulaw((voice * 32767).astype(np.int16))
    wanted = Wanted(BytesIO(raw), raw=RawFormat("mulaw", 8000, 1))
    heard = await Scribes(10).transcribe(wanted, FakeTranscriber())
    assert heard.channels[0] and abs(heard.duration_ms - len(raw) // 8) < 20


async def test_a_wav_file_is_one_whatever_its_sender_says(two: BytesIO) -> None:
    wanted = Wanted(two, apart=True, raw=RawFormat("pcm16", 16_000, 1))
    assert len((await Scribes(10).transcribe(wanted, FakeTranscriber())).channels) == 2


@pytest.mark.parametrize("raw", [None, RawFormat("pcm16", 8000, 2)])
async def test_what_holds_no_sound_is_said_so(raw: RawFormat | None) -> None:
    with pytest.raises(AudioUnreadable, match="The recording"):
        await Scribes(10).transcribe(Wanted(BytesIO(b"abc"), raw=raw), FakeTranscriber())


async def test_raw_audio_has_a_longest_length() -> None:
    wanted = Wanted(BytesIO(bytes(8000 * 61)), raw=RawFormat("mulaw", 8000, 1))
    with pytest.raises(AudioUnreadable, match="1 minute"):
        await Scribes(1).transcribe(wanted, FakeTranscriber())


async def test_a_part_that_cannot_be_decoded_fails_the_whole(two: BytesIO) -> None:
    failing = FakeTranscriber(lambda job: ModelFailed("no"))
    scribes = Scribes(10)
    with pytest.raises(ModelFailed):
        await scribes.transcribe(Wanted(two), failing)
    two.seek(0)
    assert (await scribes.transcribe(Wanted(two), FakeTranscriber())).channels, "its place is free"


async def test_a_few_are_taken_at_once(two: BytesIO) -> None:
    gate = asyncio.Event()
    slow = FakeTranscriber(gate=gate)
    scribes = Scribes(10, at_once=1)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(scribes.transcribe, Wanted(two), slow)
        await slow.begun(1)
        with pytest.raises(LinesFull):
            await scribes.transcribe(Wanted(BytesIO(two.getvalue())), slow)
        gate.set()


def settled(settings: Settings, engines: Engines) -> Desk:
    async def load(settings: Settings, progress: Progress) -> Engines:
        return engines

    log = EventLog(settings.data_dir / "calls.sqlite3")
    return Desk(settings, House.open(settings), log, load)


async def test_the_desk_makes_no_call_of_what_it_transcribes(two: BytesIO, tmp_path: Path) -> None:
    engines = Engines(FakeUnderstander(), Turns(), FakeTranscriber())
    desk = settled(load_settings(data_dir=tmp_path), engines)
    with pytest.raises(NotReady):
        await desk.transcribe(Wanted(two))
    async with desk.running():
        await anyio.wait_all_tasks_blocked()
        assert desk.speech_model == "fake"
        assert (await desk.transcribe(Wanted(two))).channels[0]
        assert await desk.calls(limit=5, before=None) == []


async def test_the_desk_opens_the_ear_of_its_engines(tmp_path: Path) -> None:
    asked = []

    def open_ear(speakers, listening):  # type: ignore[no-untyped-def]
        asked.append((speakers, listening))
        return nullcontext("an ear")

    engines = Engines(FakeUnderstander(), Turns(), FakeTranscriber())
    desk = settled(load_settings(data_dir=tmp_path / "a"), replace(engines, open_ear=open_ear))
    with pytest.raises(NotReady):
        desk.listen(1, Listening())
    async with desk.running():
        await anyio.wait_all_tasks_blocked()
        async with desk.listen(2, Listening(language="de")):
            assert asked == [(("caller", "dispatcher"), Listening(language="de"))]
    deaf = settled(load_settings(data_dir=tmp_path / "b"), engines)
    async with deaf.running():
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(NotReady, match="live"):
            deaf.listen(1, Listening())
