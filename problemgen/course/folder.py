"""Keep an output folder consistent: one run at a time, and a manifest that survives a power cut."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.files import lock, write_whole

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
        while not lock(file.fileno()):
            tries += 0.1
            if tries > PATIENCE:
                raise ProblemgenError("another problemgen is writing this folder; wait until it is done", Place(str(path.parent)))
            time.sleep(0.1)
        yield


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
