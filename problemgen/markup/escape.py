"""Make any text safe for a format: names, titles, words. What comes out reads as what went in."""

from __future__ import annotations

import re

# Sets of characters that are far from one another take long to compile: these are texts, which re compiles when they are needed.
# Controls, bidirectional overrides, surrogates and non-characters have no place on paper.
_UNPRINTABLE = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]+")
_PRIVATE = "[\ue000-\uf8ff\U000f0000-\U0010ffff]"


_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def clean(text: str) -> str:
    """Remove what can't be printed and make line breaks spaces; private-use characters become U+FFFD.

    >>> clean("Student\\x00 1\\n2")
    'Student 1 2'
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_PRIVATE, "\ufffd", _BREAKS.sub(" ", re.sub(_UNPRINTABLE, "", text)))


def html(text: str) -> str:
    """Escape text for HTML and XML, attributes included."""
    return attribute(clean(text))


def attribute(printed: str) -> str:
    """Escape text that is clean already, and may hold the marks of slots, for HTML and XML."""
    return printed.translate(_ENTITIES)


_MARKDOWN = re.compile(r"[\\`*_\[\]<$|~]|&(?=[#A-Za-z])")
_MARKDOWN_START = re.compile(r"(\s*)(?:([>=]|#{1,6}(?=\s|$)|[-+](?=[-\s]|$))|(\d{1,9})([.)])(?=\s|$))")


def markdown(text: str) -> str:
    r"""Escape text for Markdown, with a backslash only where it would mean something.

    >>> print(markdown("1. [K] of cell_a is 5 * 3"))
    1\. \[K\] of cell\_a is 5 \* 3
    """
    text = _MARKDOWN.sub(r"\\\g<0>", clean(text))
    return _MARKDOWN_START.sub(lambda m: rf"{m[1]}\{m[2]}" if m[2] else rf"{m[1]}{m[3]}\{m[4]}", text, count=1) \
        if _MARKDOWN_START.match(text) else text  # fmt: skip


_TYPST = re.compile(r"[\\#$*_`<>@~\[\]=/+{}\"'-]|^\s*\d+\.|\.\.")


# What the fonts inside the PDF engine hold, near enough: Latin, Greek, Cyrillic, Armenian, Arabic, Georgian, signs.
_NO_GLYPH = "[^\x00-\u058f\u0600-\u06ff\u10a0-\u10ff\u1e00-\u2bff\ufb00-\ufb06\ufffd\ue000-\uf8ff]"


def typst(text: str) -> str:
    r"""Escape text for Typst's markup mode; a character without a glyph becomes a visible ``[U+4E2D]``.

    >>> print(typst("#import [a] -- $5"))
    \#import \[a\] \-\- \$5
    """
    shown = re.sub(_NO_GLYPH, lambda match: f"[U+{ord(match[0]):04X}]", clean(text))
    return _TYPST.sub(lambda match: re.sub(r"[^\d\s]", r"\\\g<0>", match[0]), shown)


_MARK_START = re.compile(r"^(\s*[\ue000-\uf8ff])([.)])")


def guarded(text: str) -> str:
    """Keep a printed line that starts with a slot and a full stop from reading as a numbered list."""
    return _MARK_START.sub(r"\1\\\2", text, count=1)


def plain(text: str) -> str:
    """Print text for a terminal."""
    return clean(text)
