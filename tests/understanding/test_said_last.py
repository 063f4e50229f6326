"""Who said what last, a call."""

from __future__ import annotations

from assistant.understanding.said_last import MOST_CALLS, SaidLast


def test_each_side_hears_the_other() -> None:
    said = SaidLast()
    assert said.before("a", "caller") == ""
    said.hear("a", "dispatcher", "where are you?")
    said.hear("b", "dispatcher", "hello?")
    assert said.before("a", "caller") == "where are you?"
    said.hear("a", "caller", "at home")
    assert said.before("a", "dispatcher") == "at home"
    said.forget("a")
    assert said.before("a", "caller") == "" and said.before("b", "caller") == "hello?"


def test_a_second_reply_is_not_read_with_what_had_its_reply() -> None:
    said = SaidLast()
    said.hear("a", "dispatcher", "is your daughter hurt?")
    said.hear("a", "caller", "I don't think so")
    assert said.before("a", "caller") == ""


def test_it_is_bounded() -> None:
    said = SaidLast()
    for number in range(MOST_CALLS + 1):
        said.hear(str(number), "caller", "help")
    assert said.before("0", "dispatcher") == "" and said.before("1", "dispatcher") == "help"
