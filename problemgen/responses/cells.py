"""Read single cells: the id in a question's text, a response, points, an attempt."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from problemgen.exporters.ids import VariantId, ids_in

NO_ID = "no id in the text of the question"
_BRACKETS = re.compile(r"\[\s*([\w.-]+)\s*\]")
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_MARKUP = re.compile(r"<([A-Za-z]\w{0,15})\b.*</\1>", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})


def id_in(text: str) -> VariantId | str:
    """Find the one id in a question's text, or say why there is none; what stands in square brackets goes first.

    >>> id_in("In a well-known-3 axon ... [membrane-nernst.forward-17-b]")
    VariantId(bank='membrane', template='nernst.forward', index=17, part='b')
    >>> id_in("How old is the squid?")
    'no id in the text of the question'
    """
    found = _ids(text) or (_ids(html.unescape(_TAG.sub("", text))) if "<" in text or "&" in text else [])
    if not found:
        return NO_ID
    if len(found) > 1:
        return f"more than one id in the text of the question: {', '.join(map(str, found[:3]))}"
    return found[0]


def _ids(text: str) -> list[VariantId]:
    shown = [id for word in _BRACKETS.findall(text) for id in ids_in(word) if str(id) == word]
    return list(dict.fromkeys(shown or ids_in(text)))


def answer(text: str) -> str:
    """Give a response as text: white space around it goes, and the markup of an editor.

    >>> answer("<p>in &amp; out</p>"), answer("x < 3 & y > 2")
    ('in & out', 'x < 3 & y > 2')
    """
    if _MARKUP.fullmatch(text.strip()):
        text = html.unescape(_TAG.sub("", text))
    return text.translate(_SPACES).strip()


def points(text: str) -> float | None:
    """Read points; None where there are none.

    >>> points("0.5"), points("1,0"), points("-")
    (0.5, 1.0, None)
    """
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def attempt(text: str) -> int | None:
    """Read the number of an attempt; None where there is none."""
    return int(text) if re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII) else None


def owned_names(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the id to which each name belongs, of ids and names; a name that two ids have belongs to ''.

    >>> owned_names([("901", "Ada Stern"), ("902", "Bo Li"), ("903", "bo li")])
    {'ada stern': '901', 'bo li': ''}
    """
    found: dict[str, str] = {}
    for id, name in pairs:
        plain = folded(name)
        if id and plain and found.setdefault(plain, id) != id:
            found[plain] = ""
    return found


def folded(name: str) -> str:
    """Give a name as names are compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def counted(seen: Counter[object], key: object) -> int:
    """Count once more: the first, second, third row of a student."""
    seen[key] += 1
    return seen[key]
