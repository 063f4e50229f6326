"""`florence serve` and `florence demo`: the API and the console."""

from __future__ import annotations

import importlib
from typing import Annotated

import anyio
import typer

from assistant import demo as demo_calls
from assistant.errors import InputError
from assistant.settings import load_settings

Host = Annotated[str | None, typer.Option(help="the address to bind to")]
Port = Annotated[int | None, typer.Option(help="the port to bind to; 0 takes a free one")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the API and the console."""
    _serve(host, port, play=None, browser=False)


def demo(
    call: Annotated[str, typer.Argument(help="which demo call")] = demo_calls.DEFAULT,
    host: Host = None,
    port: Port = None,
    browser: Annotated[bool, typer.Option(help="open the console in the browser")] = True,
) -> None:
    """Serve, and play a shipped demo call as if it were live."""
    if call not in demo_calls.NAMES:
        raise InputError(
            f"There is no demo call {call!r}", todo=f"use {', '.join(demo_calls.NAMES)}"
        )
    _serve(host, port, play=call, browser=browser)


def _serve(host: str | None, port: int | None, play: str | None, browser: bool) -> None:
    given = {"host": host, "port": port}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    # The application knows nothing of HTTP; only this command reaches for the edge, by name.
    edge = importlib.import_module("api.server")
    anyio.run(edge.serve, settings, play, browser)
