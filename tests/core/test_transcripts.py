"""Written calls: both formats, times, and one clear sentence for each thing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import TranscriptInvalid
from assistant.transcripts import read_transcript


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_each_line_of_a_txt_is_an_utterance(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "DISPATCHER: Where are you?\n\ncaller: At the mill.\n")
    finals = read_transcript(path).finals(("dispatcher", "caller"))
    assert [(f.speaker, f.text) for f in finals] == [
        ("dispatcher", "Where are you?"),
        ("caller", "At the mill."),
    ]
    assert finals[0].end_ms < finals[1].start_ms < finals[1].end_ms
    assert [word.word for word in finals[1].words] == ["At", "the", "mill."]


def test_times_in_a_jsonl_are_kept(tmp_path: Path) -> None:
    line = '{"speaker": "caller", "text": "help", "start_ms": 500, "end_ms": 900}'
    final = read_transcript(write(tmp_path, "a.jsonl", line)).finals(("caller",))[0]
    assert (final.start_ms, final.end_ms) == (500, 900)


def test_a_txt_without_speakers_is_one_stretch_of_sentences(tmp_path: Path) -> None:
    written = read_transcript(write(tmp_path, "a.txt", "Where are you? At the mill. Hurry!"))
    assert written.texts == ("Where are you?", "At the mill.", "Hurry!")
    assert written.speakers == (None, None, None)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.txt", "CALLER: hi\nno speaker here\n", "line 2"),
        ("a.txt", "  \n", "no utterance"),
        ("a.jsonl", "{not json", "line 1"),
        ("a.jsonl", '{"speaker": "operator", "text": "x"}', "line 1: speaker"),
        ("a.jsonl", '{"speaker": "caller"}', "line 1: text"),
        ("a.jsonl", '{"speaker": "caller", "text": "x", "start_ms": -1}', "start_ms"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(TranscriptInvalid, match=told):
        read_transcript(write(tmp_path, name, text))


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"CALLER: \xff\xfe\xfa")
    with pytest.raises(TranscriptInvalid, match="UTF-8"):
        read_transcript(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TranscriptInvalid, match="cannot be read"):
        read_transcript(tmp_path)
