"""Keep an output folder consistent: one run at a time, and a manifest that survives a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.files import write_whole


def write_durably(path: Path, content: bytes) -> None:
    """Write a file whole and make sure that it is on the disk: for the few files that must survive a power cut."""
    write_whole(path, content)
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two runs do not write the same folder; a killed run's lock is free at once.

    Raises ProblemgenError where another run holds it.
    """
    with path.open("a") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            message = "another problemgen is writing this folder; wait until it is done"
            raise ProblemgenError(message, Place(str(path.parent))) from error
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
