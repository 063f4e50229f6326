"""Plain samples over a socket: a call from its first sample to its last word."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from assistant import commands
from assistant.events import KeyPressed
from assistant.live.call import KEYS_MAX
from assistant.store.event_log import EventLog
from tests.live.house import Served, closed, served, sound

pytestmark = pytest.mark.anyio
MONO = "/v1/calls/c1/audio?encoding=mulaw"
STEREO = "/v1/calls/c1/audio?encoding=mulaw&rate=8000&channels=2&speakers=caller,dispatcher"


async def test_a_call_is_heard_to_its_last_sample(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(STEREO) as socket:
        started = json.loads(await socket.recv())
        assert started == {"type": "started", "call_id": "c1", "resumed": False}
        for _ in range(125):  # 2.5 s
            await socket.send(sound(20, channels=2))
        await socket.send('{"type": "hang_up"}')
        assert json.loads(await socket.recv()) == {"type": "ended"}
        assert await closed(socket) == (1000, "the call is over")
        view = await house.desk.call("c1")
    heard = [(line.speaker, int(line.text)) for line in view.transcript]
    for speaker in ("caller", "dispatcher"):
        assert abs(sum(n for who, n in heard if who == speaker) - 40_000) < 64
    assert (view.ended, view.summary.live, view.summary.duration_ms) == ("hung up", False, 2500)


async def test_what_is_heard_is_understood_before_the_call_ends(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(MONO) as socket:
        await socket.send(sound(1300))
        await socket.send('{"type": "hang_up"}')
        await closed(socket)
        types = [event.type for event in await house.events("c1")]
    assert types.count("transcript_final") == types.count("utterance_understood") == 2
    assert types[-1] == "call_ended"


async def test_media_time_is_counted_in_samples_and_ticks(tmp_path: Path) -> None:
    async with served(tmp_path, silence_notice_ms=3000) as house, house.socket(MONO) as socket:
        await socket.send(sound(1000))
        await socket.send(b"\xff" * 40_000)
        await socket.send('{"type": "hang_up"}')
        await closed(socket)
        events = await house.events("c1")
    times = [event.at_ms for event in events]
    assert times == sorted(times) and times[-1] == 6000


async def test_keys_are_told_between_the_sound(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(STEREO) as socket:
        await socket.send(sound(1500, channels=2))
        await socket.send('{"type": "key", "key": "d"}')
        await socket.send('{"type": "key", "key": "1", "speaker": "dispatcher"}')
        await socket.send('{"type": "hang_up"}')
        await closed(socket)
        events = await house.events("c1")
    keys = [(e.at_ms, e.payload) for e in events if isinstance(e.payload, KeyPressed)]
    assert keys == [(1500, KeyPressed("D", "caller")), (1500, KeyPressed("1", "dispatcher"))]


@pytest.mark.parametrize("key", ['"key": "12"', '"key": ""', '"speaker": "caller"'])
async def test_a_key_no_telephone_has_is_refused(tmp_path: Path, key: str) -> None:
    async with served(tmp_path) as house, house.socket(STEREO) as socket:
        await socket.send('{"type": "key", ' + key + "}")
        assert await closed(socket) == (1007, "a key is one of 0 to 9, *, # and A to D")


async def test_no_flood_of_keys_fills_the_log(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(STEREO) as socket:
        for _ in range(KEYS_MAX + 5):
            await socket.send('{"type": "key", "key": "1"}')
        await socket.send('{"type": "hang_up"}')
        await closed(socket)
        types = [event.type for event in await house.events("c1")]
    assert types.count("key_pressed") == KEYS_MAX


async def test_a_live_call_takes_commands_and_is_listed_as_live(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(MONO) as socket:
        await socket.recv()
        [summary] = await house.desk.calls(limit=5, before=None)
        assert (summary.call_id, summary.live, summary.source) == ("c1", True, "line")
        events = await house.desk.command("c1", commands.Note("side door"))
        assert events[0].type == "note_added"


async def test_the_desk_names_a_new_call(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        async with house.socket("/v1/calls/new/audio?encoding=pcm16&rate=16000") as socket:
            call_id = json.loads(await socket.recv())["call_id"]
            await socket.send(b"\1\0" * 16_000)
            await socket.send('{"type": "hang_up"}')
            await closed(socket)
        assert [line.text for line in (await house.desk.call(call_id)).transcript] == ["16000"]


async def test_a_start_message_can_stand_for_the_address(tmp_path: Path) -> None:
    start = {"type": "start", "encoding": "alaw", "speakers": "dispatcher", "source": "desk 4"}
    async with served(tmp_path) as house, house.socket("/v1/calls/c1/audio") as socket:
        await socket.send(json.dumps(start))
        assert json.loads(await socket.recv())["type"] == "started"
        view = await house.desk.call("c1")
        assert (view.summary.source, house.ears.by_call["c1"].speakers) == (
            "desk 4",
            ("dispatcher",),
        )


async def test_a_sender_that_vanishes_takes_its_call_up_again(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        async with house.socket(STEREO) as socket:
            await socket.send(sound(1000, channels=2))
            await socket.recv()
        async with house.socket(STEREO) as socket:
            started = json.loads(await socket.recv())
            assert started == {"type": "started", "call_id": "c1", "resumed": True}
            await socket.send(sound(1000, channels=2))
            await socket.send('{"type": "hang_up"}')
            await closed(socket)
        view = await house.desk.call("c1")
    assert (view.ended, view.summary.duration_ms) == ("hung up", 2000)


async def test_a_call_whose_sender_stays_away_ends_and_keeps_its_words(tmp_path: Path) -> None:
    async with served(tmp_path, line_grace_s=0.05) as house:
        async with house.socket(MONO) as socket:
            await socket.recv()
            await socket.send(sound(1500))
            await socket.send("")  # answered after the sound was taken
            await closed(socket)
        view = await house.ended("c1")
        types = [event.type for event in await house.events("c1")]
        async with house.socket(MONO) as socket:
            assert await closed(socket) == (4410, "This call is over: begin another one")
    assert view.ended == "line lost" and "stage_failed" in types
    assert [int(line.text) // 1000 for line in view.transcript] == [16, 8]


async def test_a_new_connection_takes_the_line_over(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(MONO) as first:
        await first.send(sound(500))
        await first.recv()
        async with house.socket(MONO) as second:
            assert json.loads(await second.recv())["resumed"]
            code, reason = await closed(first)
            assert code == 4409 and "taken" in reason
            await second.send(sound(500))
            await second.send('{"type": "hang_up"}')
            await closed(second)
        assert (await house.desk.call("c1")).ended == "hung up"


async def test_a_line_that_goes_quiet_is_told_and_so_is_its_return(tmp_path: Path) -> None:
    async with served(tmp_path, line_quiet_s=0.05) as house, house.socket(MONO) as socket:
        await socket.recv()
        with anyio.fail_after(10):
            async with house.desk.follow("c1", 0) as events:
                async for event in events:
                    if event.type == "stage_failed":
                        assert "no sound" in event.payload.message  # type: ignore[union-attr]
                        await socket.send(sound(20))
                    if event.type == "stage_recovered":
                        break


async def test_a_full_house_says_so_and_a_place_comes_free(tmp_path: Path) -> None:
    async with served(tmp_path, room=1) as house:
        async with house.socket(MONO) as first:
            await first.recv()
            async with house.socket("/v1/calls/c2/audio?encoding=mulaw") as second:
                assert await closed(second) == (1013, "All lines are taken: try again later")
            await first.send('{"type": "hang_up"}')
            await closed(first)
        async with house.socket("/v1/calls/c2/audio?encoding=mulaw") as second:
            assert json.loads(await second.recv())["type"] == "started"


async def until(house: Served, kind: str) -> None:
    """Until the call's log has an event of this kind."""
    with anyio.fail_after(10):
        async with house.desk.follow("c1", 0) as events:
            async for event in events:
                if event.type == kind:
                    return


async def test_a_call_that_was_killed_is_ended_when_the_desk_opens_again(tmp_path: Path) -> None:
    with anyio.CancelScope() as killed:
        async with served(tmp_path) as house, house.socket(MONO) as socket:
            await socket.recv()
            await socket.send(sound(1200))
            await until(house, "utterance_understood")
            killed.cancel()
            await anyio.lowlevel.checkpoint()
    log = EventLog(tmp_path / "calls.sqlite3")
    with log._database.writing() as db:
        db.execute("UPDATE calls SET owner = ?", (2**22 + 1,))  # above every process number
    log.close()
    async with served(tmp_path) as house:
        view = await house.desk.call("c1")
        async with house.socket(MONO) as socket:
            assert (await closed(socket))[0] == 4410
    assert view.ended == "interrupted" and len(view.transcript) == 1


async def test_a_server_that_stops_hears_the_last_words(tmp_path: Path) -> None:
    async with served(tmp_path) as house, house.socket(MONO) as socket:
        await socket.recv()
        await socket.send(sound(1500))
        await until(house, "transcript_final")
    async with served(tmp_path) as house:
        view = await house.desk.call("c1")
    assert view.ended == "server stopped" and len(view.transcript) == 2


BAD: list[tuple[str, str, list[str | bytes], int, str]] = [
    ("half a sample", STEREO, [b"\xff" * 161], 1007, "whole number of samples"),
    ("half a pcm sample", "/v1/calls/c1/audio?encoding=pcm16", [b"\0" * 3], 1007, "2 bytes"),
    ("text for sound", MONO, ["hello"], 1007, "not JSON"),
    ("a JSON list", MONO, ["[1, 2]"], 1007, ""),
    ("an unknown message", MONO, ['{"type": "dance"}'], 1007, "type"),
    ("a wrong type", MONO, ['{"type": 7}'], 1007, "type"),
    ("deep JSON", MONO, ["[" * 100_000], 1007, "not JSON"),
    ("a second start", MONO, ['{"type": "start"}'], 1008, "already"),
    ("sound before the start", "/v1/calls/c1/audio", [b"\xff" * 160], 1008, "before the start"),
    ("hanging up before it", "/v1/calls/c1/audio", ['{"type": "hang_up"}'], 1008, "start"),
    ("10 MB", MONO, [b"\xff" * 10 * 2**20], 1009, "1 MB"),
    ("three channels", "/v1/calls/c1/audio?encoding=mulaw&channels=3", [], 1003, "one or two"),
    ("a wrong rate", "/v1/calls/c1/audio?encoding=mulaw&rate=44100", [], 1003, "16000 Hz"),
    ("no rate", "/v1/calls/c1/audio?encoding=mulaw&rate=fast", [], 4400, "rate"),
    ("an unknown encoding", "/v1/calls/c1/audio?encoding=opus", [], 1003, "pcm16"),
    ("an unknown speaker", f"{MONO}&speakers=cat", [], 4400, "caller and dispatcher"),
    ("one speaker twice", f"{MONO}&speakers=caller,caller", [], 4400, "each on one channel"),
    ("too few speakers", f"{MONO}&channels=2&speakers=caller", [], 4400, "one speaker a channel"),
    ("a bad name", "/v1/calls/c%20c/audio?encoding=mulaw", [], 4400, "identifier"),
    ("an unknown call", f"{MONO}&resume=true", [], 4404, "no such call"),
]


@pytest.mark.parametrize("path, sent, code, said", [b[1:] for b in BAD], ids=[b[0] for b in BAD])
async def test_what_cannot_be_taken_closes_its_socket_and_nothing_else(
    tmp_path: Path, path: str, sent: list[str | bytes], code: int, said: str
) -> None:
    async with served(tmp_path) as house:
        async with house.socket("/v1/calls/other/audio?encoding=mulaw") as other:
            await other.recv()
            async with house.socket(path) as socket:
                for message in sent:
                    await socket.send(message)
                got, reason = await closed(socket)
            assert got == code and said in reason and 0 < len(reason.encode()) <= 123
            await other.send(sound(1000))
            await other.send('{"type": "hang_up"}')
            await closed(other)
        assert len((await house.desk.call("other")).transcript) == 1


async def test_what_was_heard_before_a_bad_frame_stays_and_the_call_goes_on(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as house:
        async with house.socket(STEREO) as socket:
            await socket.send(sound(1000, channels=2))
            await socket.send(b"\xff" * 161)
            await closed(socket)
        async with house.socket(STEREO) as socket:
            assert json.loads(await socket.recv())["resumed"]
            await socket.send('{"type": "hang_up"}')
            await closed(socket)
        assert (await house.desk.call("c1")).summary.duration_ms == 1000


async def test_a_call_keeps_its_channels(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        async with house.socket(STEREO) as socket:
            await socket.recv()
        async with house.socket(MONO) as socket:
            code, reason = await closed(socket)
    assert code == 1007 and "caller,dispatcher at 8000 Hz" in reason
