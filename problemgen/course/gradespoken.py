"""Turn what a course system writes for a chosen option into what the checker reads: its letter, its name, its formula.

Options with formulas come back as LaTeX or as the words of a picture; the checker knows them as they stand on paper.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from problemgen.bank.template import DecisionAnswer
from problemgen.checker.words import normal
from problemgen.document.problem import FORMULA, Printer, formula_words, options_of
from problemgen.exporters.make import wrong_formulas
from problemgen.maths.formula import write
from problemgen.variant.answers import LETTERS
from problemgen.variant.variant import PartKey, RankingKey, SeveralKey, SymbolicKey, Variant

MARKUPS = ("text", "web", "picture")
_PICTURE = re.compile(r'<img[^>]*? alt="([^"]*)"[^>]*? data-equation-content="([^"]*)"[^>]*>')
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_SPACE = re.compile(r"\s+")
_JOINTS = re.compile(r"(?<!\\)[;,\n]")

_PLACE = re.compile(r"(\d{1,2})[^->=→]{0,12}(?:->|=>|→)(.*)")

_PRINTERS = {markup: Printer(markup) for markup in MARKUPS}


def spoken(variant: Variant, label: str, text: str) -> str:
    """Say an answer as the checker reads it; what is no option of the part stays as it is."""
    key = next(each for each in variant.parts if each.part.label == label)
    if not text:
        return text
    if isinstance(key, RankingKey):
        return _in_order(key, text)
    known = _known(variant, key)
    if isinstance(key, SeveralKey):
        found = _pieces(text, known)
        return ", ".join(found) if found else text
    return known.get(_folded(text), text)


def _in_order(key: RankingKey, text: str) -> str:
    """Read an order that was matched place by place: ``1 (first) -> K; 2 -> Na``, or with ``=>`` and commas."""
    pairs = [_PLACE.fullmatch(piece.strip()) for piece in re.split("[;,\\n]", text)]
    found = {int(pair[1]): pair[2].strip() for pair in pairs if pair}
    if len(found) != len(pairs) or sorted(found) != list(range(1, len(key.order) + 1)):
        return text
    return f" {key.sign} ".join(found[place] for place in sorted(found))


def _pieces(text: str, known: dict[str, str]) -> list[str]:
    """Cut several options apart, where each piece is one; the texts of options may hold commas themselves."""
    places = [match.start() for match in _JOINTS.finditer(text)]
    ends, start = [*places, len(text)], 0
    found: list[str] = []
    while start < len(text):
        fits = [end for end in ends if end > start and _folded(text[start:end]) in known]
        if not fits:
            return []
        found.append(known[_folded(text[start : fits[-1]])])
        start = fits[-1] + 1
    return found


def _folded(text: str) -> str:
    plain = text.replace("\\(", "").replace("\\)", "").replace("\\,", ",")
    return _SPACE.sub("", normal(html.unescape(_TAG.sub("", plain)))).lower()


def _known(variant: Variant, key: PartKey) -> dict[str, str]:
    known: dict[str, str] = {}
    double: set[str] = set()
    for name, text in _options(variant, key):
        if known.setdefault(_folded(text), name) != name:
            double.add(_folded(text))
    return {text: name for text, name in known.items() if text not in double}


def _options(variant: Variant, key: PartKey) -> Iterator[tuple[str, str]]:
    """Yield each option with every text that it comes back as."""
    if isinstance(key, SymbolicKey):
        for formula in (key.answer.formula, *wrong_formulas(key).values()):
            for markup in MARKUPS:
                shown = _PRINTERS[markup].text(FORMULA, {"formula": formula_words(formula)})
                yield from ((write(formula), each) for each in _texts(shown))
        return
    direction = isinstance(key.part.answer, DecisionAnswer) and key.part.answer.explained.decision.direction
    for letter, option in zip(LETTERS, options_of(key), strict=False):
        for markup in MARKUPS:
            shown = _PRINTERS[markup].text(option.words, variant.values)
            yield from ((option.key if direction else letter, each) for each in _texts(shown))


@lru_cache(maxsize=4096)
def _texts(shown: str) -> tuple[str, ...]:
    """Give what may be left of a printed option: the words or the LaTeX of its pictures."""
    plain = html.unescape(shown)
    return tuple(dict.fromkeys((shown, _PICTURE.sub(r"\1", plain), _PICTURE.sub(lambda match: html.unescape(match[2]), plain))))
