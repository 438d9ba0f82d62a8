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
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "problemgen"


def remembered(kind: str, key: str, make: Callable[[], Any]) -> Any:
    """Give the JSON value kept under ``kind`` and ``key``; make and keep it where there is none."""
    path = cache_folder() / kind / f"{digest(key)}.json"
    try:
        kept = json.loads(path.read_bytes())
        if kept["key"] == key:
            return kept["value"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    value = make()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"key": key, "value": value}).encode())
    return value
