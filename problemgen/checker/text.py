"""Bring typed text into one plain form before any grammar sees it: dashes, spaces, superscripts, times signs.

First step of every reader in this room: str -> str, or the reason why the text is refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Union

from problemgen.checker.verdict import Refusal

MAX_TYPED = 200

MINUS_SIGN = "\u2212"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2796\ufe58"
_TIMES = "\u00d7\u00b7\u22c5\u2219\u2022\u2217\u2715\u2716\u2a2f"
_OVER = "\u00f7\u2215\u2044"
_QUOTES = "\u2018\u2019\u02bc\u2032"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # invisible and harmless: they come along when text is pasted
FOLDED = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_TIMES, "*"),
        **dict.fromkeys(_OVER, "/"),
        **dict.fromkeys(_QUOTES, "'"),
        "\u2248": "~",  # almost equal
    }
)
_VANISHING = str.maketrans(dict.fromkeys(INVISIBLE))
RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b"
_LEVELLED = str.maketrans(RAISED, "0123456789+-")
_RAISING = str.maketrans("0123456789+-", RAISED)
_RAISED_RUN = re.compile(f"[{RAISED}]+")
_SPACES = re.compile(r"\s+")


def plain_text(response: str) -> Union[str, Refusal]:
    """Fold typed text to plain characters, or refuse it.

    Superscripts become ``^n`` before NFKC, which would turn ``10\u207b\u00b2\u2070`` into ``10-20``.

    >>> plain_text(" \u221290.1\u00a0mV "), plain_text("2.19\u00d710\u207b\u00b2\u2070 J")
    ('-90.1 mV', '2.19*10^-20 J')
    """
    if len(response) > MAX_TYPED:
        return Refusal("FMT_TOO_LONG", {"limit": str(MAX_TYPED)})
    if response.isascii() and response.isprintable():
        return _SPACES.sub(" ", response).strip()
    text = response.translate(_VANISHING)
    for character in text:
        if character not in "\t\n\r" and unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            return Refusal("FMT_CONTROL_CHARACTER", {"character": f"U+{ord(character):04X}"})
    text = _RAISED_RUN.sub(_levelled, text)
    text = unicodedata.normalize("NFKC", text.translate(FOLDED)).translate(FOLDED)
    return _SPACES.sub(" ", text).strip()


def _levelled(run: re.Match[str]) -> str:
    text = run.group().translate(_LEVELLED)
    return "^" + text if any(character.isdigit() for character in text) else text


def visible(text: str, limit: int = 40) -> str:
    """Quote typed text in a message: no control characters, not longer than ``limit``.

    >>> visible("ban" + chr(0) + "anas")
    'bananas'
    """
    shown = "".join(character for character in text[: limit + 1] if character.isprintable())
    return shown if len(shown) <= limit else shown[: limit - 1] + "\u2026"


def power_of_ten(exponent: int) -> str:
    """Write a power of ten with a raised exponent.

    >>> power_of_ten(-20)
    '10\u207b\u00b2\u2070'
    """
    return "10" + str(exponent).translate(_RAISING)


def with_minus_sign(text: str) -> str:
    """Show a number with the minus sign of print."""
    return text.replace("-", MINUS_SIGN)
