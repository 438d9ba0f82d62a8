"""Keep an output folder consistent: one run at a time, and a manifest that survives a power cut."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.files import try_lock, write_whole

HELD = ".held"  # beside the lock, where there are no locks
PATIENCE = 2.0  # seconds in which the workers of a killed run are gone


def write_durably(path: Path, content: bytes) -> None:
    """Write a file whole and make sure that it is on the disk: for the few files that must survive a power cut."""
    write_whole(path, content, durably=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two runs do not write the same folder; a killed run's lock is free at once.

    Raises ProblemgenError where another run holds it.
    """
    with path.open("a") as file:
        tries = 0.0
        while (taken := try_lock(file.fileno())) is False:
            tries += 0.1
            if tries > PATIENCE:
                raise ProblemgenError("another problemgen is writing this folder; wait until it is done", Place(str(path.parent)))
            time.sleep(0.1)
        with nullcontext() if taken else _held(path.with_name(HELD)):
            yield


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a folder by a file that only one run can make: where the file system has no locks, as some network drives."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError as error:
        advice = "wait until it is done; if none is running, remove this file (this drive has no locks that would tell)"
        message = f"another problemgen is writing this folder, or was stopped in it; {advice}"
        raise ProblemgenError(message, Place(str(path))) from error
    try:
        os.write(descriptor, f"{platform.node()} {os.getpid()}\n".encode())
        os.close(descriptor)
        yield
    finally:
        path.unlink(missing_ok=True)


def end_with_parent() -> None:
    """Let this worker process end when the process that started it is gone, however that ended.

    A worker of a killed run would wait for work for ever, and hold the folder's lock.
    """
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end with parent").start()
