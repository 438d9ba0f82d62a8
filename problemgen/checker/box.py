"""Lock short notes in boxes that open only to who names the right cell or option.

A secret is an iterated, salted SHA-256 (PBKDF2-HMAC) of a name. The secret gives a tag, by which the box is found,
and a key stream that opens it. Nothing else about a box can be read; trying every name remains possible.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any, Dict, List, Tuple

ROUNDS = 32
TAG_BYTES = 6
_BLOCK = 32
_PADDING_STEP = 4  # boxes are filled up with dummies to a multiple of this

Note = List[Any]


def sha256(data: bytes) -> bytes:
    """Hash bytes."""
    import hashlib  # only sealed keys and formulas need it, and it takes milliseconds

    return hashlib.sha256(data).digest()


def secret_of(salt: str, name: str) -> bytes:
    """Derive the secret of a name."""
    import hashlib

    return hashlib.pbkdf2_hmac("sha256", name.encode("utf-8", "replace"), salt.encode("utf-8", "replace"), ROUNDS)


def _tag(seed: bytes) -> str:
    return sha256(seed + b"tag")[:TAG_BYTES].hex()


def _stream(seed: bytes, content: bytes) -> bytes:
    """Join content with the key stream of a seed; twice gives the content again."""
    blocks = b"".join(
        sha256(seed + number.to_bytes(4, "big")) for number in range((len(content) + _BLOCK - 1) // _BLOCK)
    )
    size = len(content)
    return (int.from_bytes(content, "big") ^ int.from_bytes(blocks[:size], "big")).to_bytes(size, "big")


def lock(salt: str, notes: Iterable[Tuple[str, Note]]) -> Dict[str, str]:
    """Lock notes under their names; several may lie under one name. Gives tag -> box, sorted by tag."""
    named = [(name, json.dumps(note, separators=(",", ":")).encode("ascii")) for name, note in notes]
    size = max((len(content) for _, content in named), default=0)
    size += -size % _BLOCK
    secrets: Dict[str, bytes] = {}
    places: Dict[str, int] = {}
    boxes: Dict[str, str] = {}
    for name, content in named:
        secret = secrets.get(name) or secrets.setdefault(name, secret_of(salt, name))
        place = places[name] = places.get(name, -1) + 1
        seed = secret + bytes([place])
        boxes[_tag(seed)] = _text(_stream(seed, content.ljust(size)))
    for number in range(-len(boxes) % _PADDING_STEP):
        seed = sha256(f"{salt}|dummy|{number}".encode("utf-8", "replace"))
        boxes[_tag(seed)] = _text(_stream(seed, bytes(size)))
    return dict(sorted(boxes.items()))


def unlock(salt: str, boxes: Mapping[str, str], name: str) -> List[Note]:
    """Open every box that lies under a name."""
    secret = secret_of(salt, name)
    notes: List[Note] = []
    for place in range(len(boxes)):
        seed = secret + bytes([place % 256])
        box = boxes.get(_tag(seed))
        if box is None:
            break
        try:
            notes.append(json.loads(_stream(seed, base64.b64decode(box))))
        except ValueError:  # a tag met by chance, or a file that was changed
            break
    return notes


def close(salt: str, content: Any) -> str:
    """Cover what must not be readable at a glance but is needed before any answer is known."""
    return cover(salt, json.dumps(content, separators=(",", ":")).encode("ascii"))


def cover(salt: str, content: bytes) -> str:
    """Cover bytes as ``close`` covers data."""
    return _text(_stream(sha256(f"{salt}|closed".encode("utf-8", "replace")), content))


def uncover(salt: str, text: str) -> Any:
    """Undo ``close``. Raises ValueError for a text that is not of this salt."""
    seed = sha256(f"{salt}|closed".encode("utf-8", "replace"))
    return json.loads(_stream(seed, base64.b64decode(text)))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
