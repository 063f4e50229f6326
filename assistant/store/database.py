"""A SQLite file shared by threads: one connection each, write-ahead log, errors in words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreDamaged


class Database:
    """Opens the file and lays down its tables; one writer at a time.

    `what` names what it holds, for whoever reads that it cannot be used. StoreDamaged says so.
    """

    def __init__(self, path: Path, schema: str, what: str) -> None:
        self._path, self._what = path, what
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._named():
            self._connection().executescript(schema)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, for reading."""
        with self._named():
            yield self._connection()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection in one transaction: all of it is kept, or none."""
        with self._writing, self._named(), self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            yield db

    def check(self) -> None:
        """Read the whole file; StoreDamaged when a page of it is not sound."""
        with self.reading() as db:
            verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StoreDamaged(f"{self._named_file} is damaged", todo="restore a copy")

    def close(self) -> None:
        """Close every connection; the file can be opened again."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Each thread uses its own; close() is the one call from another thread.
            connection = sqlite3.connect(
                self._path, timeout=30, check_same_thread=False, isolation_level=None
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if "disk is full" in str(error):
                raise StoreDamaged(
                    f"{self._named_file} cannot be written: the disk is full",
                    todo="make room and go on",
                ) from None
            raise StoreDamaged(
                f"{self._named_file} cannot be used ({type(error).__name__})",
                todo="check that its folder is writable and has room, or restore it from a copy",
            ) from None

    @property
    def _named_file(self) -> str:
        return f"{self._what} {self._path.name}"
