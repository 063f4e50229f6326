"""The commands together, and what a person sees when one cannot do its work."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

import typer

from assistant.cli import check, evaluate, importing, replay, serve, train, whatif
from assistant.cli.output import CTRL_C, INTERRUPTED, problem
from assistant.errors import FlorenceError, InputError, SettingsInvalid

DONE, FAILED, UNUSABLE = 0, 1, 2

app = typer.Typer(
    name="florence",
    help="Listens to emergency calls and shows the dispatcher what to ask or say next.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(serve.demo)
app.command("serve")(serve.serve)
app.command("replay")(replay.replay)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("import")(importing.import_)
app.command("whatif")(whatif.whatif)
app.command("check")(check.check)


def main() -> None:
    """Run the command; bad arguments or input end with one line and exit status 2."""
    status = _run()
    if status == INTERRUPTED:
        _leave(status)
    sys.exit(status)


def _leave(status: int) -> NoReturn:
    """End at once: a decoder cannot be stopped in its window, and crashes in a closing Python.

    What is kept is on disk by then, as after a kill.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _run() -> int:
    try:
        return int(app(standalone_mode=False) or DONE)
    except typer.Exit as end:
        return end.exit_code
    except (*CTRL_C, typer.Abort):
        return INTERRUPTED
    except typer.TyperException as error:
        problem(f"{error.format_message().rstrip('.')}: see florence --help")
        return UNUSABLE
    except (InputError, SettingsInvalid) as error:
        problem(str(error))
        return UNUSABLE
    except FlorenceError as error:
        problem(str(error))
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nothing is left to say
        return FAILED
