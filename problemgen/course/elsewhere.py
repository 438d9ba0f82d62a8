"""Workers on other machines: what they need of this one travels as bytes, since no file system is shared."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from problemgen import __version__
from problemgen.course.order import Order
from problemgen.errors import ProblemgenError
from problemgen.files import bank_folder, scratch_folder

CONNECT = 10  # seconds to wait for a scheduler


@dataclass(frozen=True)
class Luggage:
    """The files of a bank, and of an instructor's own document templates; the digest covers the program's version too."""

    digest: str
    files: bytes  # a zip


def luggage(order: Order) -> Luggage:
    """Pack what workers elsewhere need for an order."""
    folders = {"bank": bank_folder(order.bank)} | ({"templates": order.templates} if order.templates else {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, folder in folders.items():
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}")  # without a date: the same bytes again
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return Luggage(f"{__version__} {hashlib.sha256(out.getvalue()).hexdigest()}", out.getvalue())


def unpacked_order(order: Order, digest: str, packed: Luggage | None) -> Order | None:
    """Give the order as this worker can follow it; None where it has not got the files yet.

    Raises ProblemgenError where another version of problemgen is installed here: its bytes would differ.
    """
    version = digest.partition(" ")[0]
    if version != __version__:
        message = f"a worker has problemgen {__version__}, and this is {version}; install the same version everywhere"
        raise ProblemgenError(message)
    folder = _unpacked(os.getpid()) / digest.partition(" ")[2]
    if not folder.is_dir():
        if packed is None:
            return None
        with zipfile.ZipFile(io.BytesIO(packed.files)) as files:
            files.extractall(folder)
    templates = folder / "templates" if order.templates else None
    return replace(order, bank=str(folder / "bank"), templates=templates)


@cache
def _unpacked(_process: int) -> Path:
    return scratch_folder()


@contextmanager
def connected(scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a dask cluster, and how many workers it has. Raises ProblemgenError."""
    if scheduler is None:
        raise ProblemgenError("--engine dask needs the address of a scheduler: --scheduler tcp://HOST:8786")
    try:
        from distributed import Client
    except ImportError as error:
        message = "--engine dask needs dask.distributed; pip install 'problemgen[cluster]' here and on the workers"
        raise ProblemgenError(message) from error
    try:
        client = cast(Any, Client)(scheduler, timeout=CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ProblemgenError(f"no scheduler answers at {scheduler}; start one with: dask scheduler") from error
    try:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            advice = f"start some with: dask worker {scheduler} --nthreads 1"
            raise ProblemgenError(f"the scheduler at {scheduler} has no workers; {advice}")
        yield client.get_executor(pure=False), workers
    finally:
        client.close(timeout=CONNECT)
