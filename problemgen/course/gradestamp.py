"""Know a PDF again that was made before from the same source, so that it need not be made once more.

A comment in the file, which PDF allows between its objects and which no reader shows, holds the digest of its source and that of
the file without it: who changed the file, or half of it, has another file.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from problemgen import __version__

_END = b"startxref"  # what stands after the last object
_STAMP = re.compile(rb"%problemgen ([0-9a-f]{64}) ([0-9a-f]{64})\n\Z")


def stamped(made: bytes, source: str) -> bytes:
    """Put the digests of a PDF and of its source into it.

    >>> again = stamped(b"%PDF-1.7 ... startxref 9 %%EOF", "= Feedback")
    >>> is_made_from(again, "= Feedback"), is_made_from(again, "= Other"), is_made_from(again[:-1], "= Feedback")
    (True, False, False)
    """
    at = made.rfind(_END)
    return made[:at] + f"%problemgen {_digest(source)} {sha256(made).hexdigest()}\n".encode() + made[at:]


def is_made_from(found: bytes, source: str) -> bool:
    """Say whether a file is what ``stamped`` gave for a source, byte by byte."""
    at = found.rfind(_END)
    stamp = _STAMP.search(found, max(0, at - 200), at) if at >= 0 else None
    if stamp is None or stamp[1].decode() != _digest(source):
        return False
    return sha256(found[: stamp.start()] + found[at:]).hexdigest() == stamp[2].decode()


def _digest(source: str) -> str:
    return sha256(f"{_engine()}\n{source}".encode()).hexdigest()


@cache
def _engine() -> str:
    return f"{__version__} {version('typst')}"
