"""The files that come with problemgen, and writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import secrets
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


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is never seen half-written: under a temporary name first, then renamed."""
    with _renamed_to(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when it is complete: for what is written bit by bit."""
    with _renamed_to(path) as temporary, temporary.open("wb") as file:
        yield file


@contextmanager
def _renamed_to(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a path; what stands there takes the path's name at the end, or goes away."""
    if not path.name or (path.exists() and not path.is_file()):
        raise OSError(errno.EINVAL, "this is no place for a file", str(path))
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:  # Ctrl-C too: whatever stops the writing, no half of a file stays, and it goes on to the caller
        temporary.unlink(missing_ok=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs left behind below a folder: the temporary files of ``write_whole``."""
    for leftover in folder.rglob(".*.????????????.tmp"):
        leftover.unlink(missing_ok=True)


def remove_old_leftovers(path: Path, hours: float = 1.0) -> None:
    """Remove what killed writers of one file left beside it; what is younger may still be written by another program."""
    for leftover in path.parent.glob(f".{glob.escape(path.name[:100])}.????????????.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > 3600 * hours:
                leftover.unlink()


def scratch_folder() -> Path:
    """Make an empty folder that goes away with this process."""
    import shutil
    import tempfile
    from multiprocessing.util import Finalize  # slow to import, and only PDFs need it

    folder = Path(tempfile.mkdtemp(prefix="problemgen-"))
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=0)  # pool workers never reach atexit
    return folder
