"""The files that come with problemgen, and writing a file whole or not at all."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Find a shipped folder, ``banks`` or ``templates``: beside the package in a checkout, inside it when installed.

    >>> shipped("templates").name
    'templates'
    """
    installed = _HERE / "_data" / name
    return installed if installed.is_dir() else _HERE.parent / name


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is never seen half-written: under a temporary name first, then renamed."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs left behind below a folder: the temporary files of ``write_whole``."""
    for leftover in folder.rglob(".*.????????????.tmp"):
        leftover.unlink(missing_ok=True)


def scratch_folder() -> Path:
    """Make an empty folder that goes away with this process."""
    folder = Path(tempfile.mkdtemp(prefix="problemgen-"))
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=0)  # pool workers never reach atexit
    return folder
