"""The console's files: its page, and all that it loads under an address that changes with them.

What a browser once fetched under such an address it keeps and never asks for again: a page of half
a hundred modules opens with one request. A file that was changed has another address at once.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

CONSOLE = Path(__file__).parent / "console"
KEPT = "/console/as/"
"""How an address begins whose answer never changes; the edition follows."""
STYLES = (
    "base", "frame", "desk", "alerts", "transcript", "prompt", "facts", "questions", "lane",
    "sheet", "calls", "dialog",
)  # fmt: skip
"""The console's style sheets, in order: later ones win."""
LOADED = re.compile(r'(?<=")/console/(?=modules/|console\.css|icon\.svg)')


def edition() -> str:
    """Letters that change when any file of the console does."""
    digest = hashlib.sha256()
    for path in sorted(CONSOLE.rglob("*.*")):
        held = path.stat()
        digest.update(f"{path} {held.st_mtime_ns} {held.st_size}\n".encode())
    return digest.hexdigest()[:16]


def add_console(app: FastAPI) -> None:
    """The pages, their styles and modules."""

    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        """The console."""
        plain = (CONSOLE / "index.html").read_text("utf-8")
        return HTMLResponse(LOADED.sub(f"{KEPT}{edition()}/", plain))

    @app.get("/console/console.css", include_in_schema=False)
    @app.get(KEPT + "{edition}/console.css", include_in_schema=False)
    async def styles() -> Response:
        """All style sheets in one answer: a dozen requests would delay the first picture."""
        sheets = [(CONSOLE / "styles" / f"{name}.css").read_text("utf-8") for name in STYLES]
        return Response("".join(sheets), media_type="text/css")

    files = StaticFiles(directory=CONSOLE, html=True)
    app.mount(KEPT + "{edition}", files, name="kept")
    app.mount("/console", files, name="console")
