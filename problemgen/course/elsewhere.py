"""Workers on other machines: what they need of this one travels as bytes, since no file system is shared."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from problemgen import __version__
from problemgen.course.edition import program
from problemgen.course.order import Order
from problemgen.errors import ProblemgenError
from problemgen.files import bank_folder, scratch_folder

CONNECT = 10  # seconds to wait for a scheduler


@dataclass(frozen=True)
class Luggage:
    """The files of a bank, and of an instructor's own document templates; the digest names the program, too."""

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
    return Luggage(f"{__version__} {program()} {hashlib.sha256(out.getvalue()).hexdigest()}", out.getvalue())


def unpacked_order(order: Order, digest: str, packed: Luggage | None) -> Order | None:
    """Give the order as this worker can follow it; None where it has not got the files yet.

    Raises ProblemgenError where another version of problemgen is installed here: its bytes would differ.
    """
    wanted, code, name = digest.split()
    if wanted != __version__:
        raise other_version(__version__, wanted)
    if code != program():
        raise ProblemgenError(f"a worker has other code of problemgen {wanted} than this machine; install the same everywhere")
    folder = _unpacked(os.getpid()) / name
    if not folder.is_dir():
        if packed is None:
            return None
        with zipfile.ZipFile(io.BytesIO(packed.files)) as files:
            files.extractall(folder)
    templates = folder / "templates" if order.templates else None
    return replace(order, bank=str(folder / "bank"), templates=templates)


def other_version(there: str, here: str) -> ProblemgenError:
    """Say that a worker's bytes would not be ours."""
    return ProblemgenError(f"a worker has problemgen {there}, and this is {here}; install the same version everywhere")


@cache
def _unpacked(_process: int) -> Path:
    return scratch_folder()


@dataclass(frozen=True)
class Cluster:
    """The executor of a dask cluster, how many workers it has, and what tells whether any is left."""

    executor: Executor
    workers: int
    alive: Callable[[], bool]


@contextmanager
def connected(scheduler: str | None) -> Iterator[Cluster]:
    """Connect to a dask cluster whose workers have this version of problemgen. Raises ProblemgenError."""
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
        workers = _workers(client)
        if not workers:
            advice = f"start some with: dask worker {scheduler} --nthreads 1"
            raise ProblemgenError(f"the scheduler at {scheduler} has no workers; {advice}")
        _check_versions(client)
        yield Cluster(client.get_executor(pure=False), workers, lambda: _workers(client) > 0)
    finally:
        client.close(timeout=CONNECT)


def _workers(client: Any) -> int:
    return len(client.scheduler_info(n_workers=-1).get("workers", ()))  # a client that has lost its scheduler knows nothing


def _check_versions(client: Any) -> None:
    """Ask each worker for its version, by what every Python has: a worker that cannot read what it gets never answers."""
    for address, found in client.run(version, "problemgen", on_error="return").items():
        if not isinstance(found, str):
            raise ProblemgenError(f"the worker at {address} has no problemgen; pip install 'problemgen[cluster]' there")
        if found != __version__:
            raise other_version(found, __version__)
