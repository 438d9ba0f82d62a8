"""Keep what was worked out on disk, by content: a derivation is made once on a machine.

The folder is PROBLEMGEN_CACHE, else problemgen/ in the user's cache folder. A cache that cannot be
read or written is no error: the work is done again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from problemgen.files import write_whole


def digest(*parts: str) -> str:
    """Give the SHA-256 of texts that cannot run into one another, as hex."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def cache_folder() -> Path:
    """Give the folder that holds what may be thrown away."""
    if chosen := os.environ.get("PROBLEMGEN_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "problemgen"


def recalled(kind: str, key: str) -> Any | None:
    """Give the JSON value kept under ``kind`` and ``key``, or None."""
    try:
        mark, _, content = _path(kind, key).read_bytes().partition(b"\n")
        if mark != _mark(key, content):  # cut short, or changed by somebody
            return None
        return json.loads(content)
    except (OSError, ValueError):
        return None


def _mark(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + content).hexdigest().encode()


def remembered(kind: str, key: str, make: Callable[[], Any]) -> Any:
    """Give the JSON value kept under ``kind`` and ``key``; make and keep it where there is none."""
    value = recalled(kind, key)
    if value is not None:
        return value
    value = make()
    remember(kind, key, value)
    return value


def remember(kind: str, key: str, value: Any) -> None:
    """Keep a JSON value under ``kind`` and ``key``."""
    path = _path(kind, key)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(value).encode()
        write_whole(path, _mark(key, content) + b"\n" + content)


def _path(kind: str, key: str) -> Path:
    return cache_folder() / kind / f"{digest(key)}.json"
