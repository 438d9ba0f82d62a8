"""Addresses of the preview: what may be asked for, as text and back. A problem is looked up by its id; no address is a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

TABS = {
    "worksheet": "Worksheet", "key": "Key", "selfcheck": "Self-check", "variants": "Variants", "spread": "Distributions",
    "mistakes": "Mistakes",
}  # fmt: skip
LONGEST = 2_000  # characters of an address
MOST_DIGITS = 30


@dataclass(frozen=True)
class Asked:
    """What a request asks for: the steps of its path, unquoted, and its words."""

    steps: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def index(self) -> int | None:
        """Give the variant that is asked for; None where none is, or where it is no number."""
        text = self.words.get("index", "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None

    @property
    def tab(self) -> str:
        return self.words.get("tab", "") if self.words.get("tab", "") in TABS else next(iter(TABS))

    @property
    def seed(self) -> str:
        return self.words.get("seed", "")[:MOST_DIGITS]


def asked(target: str) -> Asked | None:
    """Read the target of a request; None where it is none of ours.

    >>> asked("/problem/nernst.forward?index=12&tab=key")
    Asked(steps=('problem', 'nernst.forward'), words={'index': '12', 'tab': 'key'})
    """
    if len(target) > LONGEST or not target.startswith("/"):
        return None
    path, _, query = target.partition("?")
    steps = tuple(unquote(step, errors="surrogateescape") for step in path.split("/")[1:])
    try:
        words = dict(parse_qsl(query, max_num_fields=8))
    except ValueError:
        return None
    return Asked(() if steps == ("",) else steps, words)


def link(*steps: str, **words: object) -> str:
    """Write an address; words without a value are left out.

    >>> link("problem", "a b", index=None, tab="key")
    '/problem/a%20b?tab=key'
    """
    path = "".join(f"/{quote(step.encode('utf-8', 'surrogateescape'), safe='')}" for step in steps) or "/"
    query = urlencode({name: str(word) for name, word in words.items() if word not in (None, "")})
    return f"{path}?{query}" if query else path
