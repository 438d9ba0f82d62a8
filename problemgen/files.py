"""Write files whole or not at all, and find the folders that the package ships."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_LEFTOVER = ".pgtmp"


def shipped(name: str) -> Path:
    """Give a folder that ships with the package ('templates', 'banks'): from a checkout, else from the wheel."""
    checkout = _PACKAGE.parent / name
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_data" / name


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name and rename it: readers and killed runs see the old file or the new one.

    Raises OSError (a full disk, a folder that cannot be written) and leaves no partial file behind.
    """
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}{_LEFTOVER}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_leftovers(folder: Path) -> int:
    """Delete what a killed run left half-written below a folder; tell how many files."""
    leftovers = list(folder.rglob(f".*{_LEFTOVER}"))
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)
