"""Make any text safe for LaTeX, for pdflatex and lualatex alike."""

from __future__ import annotations

import re
import unicodedata

from problemgen.markup.escape import clean
from problemgen.maths import symbols

_ASCII = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "[": "{[}", "]": "{]}",
}  # fmt: skip
_SIGNS = {
    "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "\u00ad": r"\-", "‘": "{}`", "’": "{}'", "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}", "„": r"\quotedblbase{}", "–": r"\textendash{}", "—": r"\textemdash{}",
    "…": r"\textellipsis{}", "•": r"\textbullet{}", "€": r"\texteuro{}", "µ": r"\textmu{}", "°": r"\textdegree{}",
    "Ω": r"\textohm{}", "℃": r"\textdegree{}C", "‰": r"\textperthousand{}",
    "√": r"\ensuremath{\surd}", "′": r"\ensuremath{{}'}", "″": r"\ensuremath{{}''}", "·": r"\textperiodcentered{}",
    "×": r"\ensuremath{\times}", "÷": r"\ensuremath{\div}", "±": r"\ensuremath{\pm}", "−": r"\ensuremath{-}",
    "⇌": r"\ensuremath{\rightleftharpoons}", "↑": r"\ensuremath{\uparrow}", "↓": r"\ensuremath{\downarrow}",
    "\u2010": "-", "\u2011": "-", "\u200b": "", "\u200c": "", "\u200d": "",
    "¯": r"\textasciimacron{}", "¨": r"\textasciidieresis{}", "´": r"\textasciiacute{}", "¸": ",",
    "ﬁ": "fi", "ﬂ": "fl", "\u0131": r"\i{}",
}  # fmt: skip
# Letters and signs that both engines set as they are (T1 and TS1 hold them).
_AS_THEY_ARE = frozenset(
    "¡¢£¤¥¦§©ª«¬®¹²³¶º»¼½¾¿ÀÁÂÃÄÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĂăĄąĆćČčĎďĐđĘęĚěĞğĹĺĽľŁłŃńŇňŊŋŐőŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽžŒœĴĵĜĝĤĥĈĉŜŝÅ"
)
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0331": "b",
}  # fmt: skip
_RAISED = dict(zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0456789+−ni", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−", strict=True))
_ACTIVE = re.compile(r"[^A-Za-z0-9 .;:!?()*+/=@'-]|--|''|,,|^[*'-]")


def tex(text: str) -> str:
    r"""Escape text for LaTeX; a character that TeX's fonts lack becomes a visible ``[U+1F600]``.

    >>> print(tex(r"\input{x} 50% Na⁺"))
    \textbackslash{}input\{x\} 50\% Na\textsuperscript{+}
    """
    return _ACTIVE.sub(_one, unicodedata.normalize("NFC", clean(text)))


def _one(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1 or found in "-'*":  # keep -- '' ,, from becoming other signs
        return "".join(f"{{}}{char}" for char in found)
    return _character(found)


def _character(char: str) -> str:
    known = _ASCII.get(char) or _SIGNS.get(char)
    if known is not None or char in _SIGNS:
        return known or ""
    if char.isascii() or char in _AS_THEY_ARE:
        return char
    if char in _RAISED:
        return rf"\textsuperscript{{{_inner(_RAISED[char])}}}"
    if char in _LOWERED:
        return rf"\textsubscript{{{_inner(_LOWERED[char])}}}"
    if char in symbols.GLYPHS:
        return rf"\ensuremath{{{symbols.latex(char)}}}"
    return _accented(char) or f"{{[}}U+{ord(char):04X}{{]}}"


def _inner(char: str) -> str:
    return r"\ensuremath{-}" if char == "−" else char


def _accented(char: str) -> str:
    """Build a letter with marks (``ế``) from what every font has."""
    if char.isspace():
        return " "
    base, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or not base.isascii() or any(mark not in _ACCENTS for mark in marks):
        return ""
    return "".join(rf"\{_ACCENTS[mark]}{{" for mark in reversed(marks)) + base + "}" * len(marks)
