"""The files that come with problemgen, and writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from problemgen.errors import ProblemgenError, unknown

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Find a shipped folder, ``banks`` or ``templates``: beside the package in a checkout, inside it when installed.

    >>> shipped("templates").name
    'templates'
    """
    installed = _HERE / "_data" / name
    return installed if installed.is_dir() else _HERE.parent / name


def bank_folder(name: str | Path) -> Path:
    """Find a bank's folder: a folder as it is, else a shipped bank by its name. Raises ProblemgenError."""
    for folder in (Path(name), shipped("banks") / str(name)):
        if (folder / "bank.yaml").is_file():
            return folder
    there = [path.parent.name for path in shipped("banks").glob("*/bank.yaml")]
    raise ProblemgenError(unknown("bank", str(name), there) + "; a folder with a bank.yaml will do too")


def write_whole(path: Path, content: bytes, durably: bool = False) -> None:
    """Write a file so that it is never seen half-written: under a temporary name first, then renamed.

    ``durably`` forces it to the disk before it takes its name, and the name too: a power cut leaves the old file or the new one.
    """
    with _renamed_to(path) as temporary:
        temporary.write_bytes(content)
        if durably:
            _force(temporary)
    if durably and os.name == "posix":  # elsewhere a folder cannot be opened
        _force(path.parent)


def _force(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when it is complete: for what is written bit by bit.

    It is locked while it is written, so that ``remove_old_leftovers`` can tell it from one whose writer is gone.
    """
    with _renamed_to(path) as temporary, temporary.open("wb") as file:
        lock(file.fileno())
        yield file


@contextmanager
def _renamed_to(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a path; what stands there takes the path's name at the end, or goes away."""
    if not path.name or (path.exists() and not path.is_file()):
        raise OSError(errno.EINVAL, "this is no place for a file", str(path))
    temporary = path.with_name(f".{_start(path)}.{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:  # Ctrl-C too: whatever stops the writing, no half of a file stays, and it goes on to the caller
        temporary.unlink(missing_ok=True)
        raise


def _start(path: Path) -> str:
    """Give so much of a file's name that a temporary name can hold it: names have 255 bytes at most."""
    return path.name.encode("utf-8", "surrogateescape")[:100].decode("utf-8", "ignore")


def lock(descriptor: int) -> bool:
    """Take an open file for this process and those that it starts; tell whether nobody else has it.

    A lock goes away with its holders, however they end. Where a file system knows no locks, the answer is yes.
    """
    return try_lock(descriptor) is not False


def try_lock(descriptor: int) -> bool | None:
    """Take an open file as ``lock`` does; None where the file system knows no locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EWOULDBLOCK, errno.EACCES) else None
    return True


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs left behind below a folder: the temporary files of ``write_whole``."""
    for leftover in folder.rglob(".*.????????????.tmp"):
        leftover.unlink(missing_ok=True)


def remove_old_leftovers(path: Path) -> None:
    """Remove what killed writers of one file left beside it; what another program is writing is locked, and stays."""
    for leftover in path.parent.glob(f".{glob.escape(_start(path))}.????????????.tmp"):
        with contextlib.suppress(OSError), leftover.open("rb") as file:
            if lock(file.fileno()):
                leftover.unlink()


def scratch_folder() -> Path:
    """Make an empty folder that goes away with this process, or with the next one where this one is killed."""
    import shutil
    import tempfile
    from multiprocessing.util import Finalize  # slow to import, and only PDFs need it

    _remove_dead_scratch(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH))
    if os.name == "posix":
        _SCRATCH_LOCKS.append(os.open(folder, os.O_RDONLY))
        lock(_SCRATCH_LOCKS[-1])
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=0)  # pool workers never reach atexit
    return folder


_SCRATCH = "problemgen-"
_SCRATCH_LOCKS: list[int] = []  # kept open as long as this process lives
_YOUNG = 60  # seconds: a folder may be so old before its owner has locked it


def _remove_dead_scratch(parent: Path) -> None:
    """Remove the scratch folders whose processes are gone."""
    import shutil

    if os.name != "posix":
        return
    for folder in parent.glob(f"{_SCRATCH}????????"):
        with contextlib.suppress(OSError):
            seen = folder.lstat()
            if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or abs(time.time() - seen.st_mtime) < _YOUNG:
                continue
            descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                if lock(descriptor):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)
