"""What course systems write for a chosen option is read as the option, whatever markup it was printed in."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest

from problemgen.course.gradespoken import MARKUPS, spoken
from problemgen.document.problem import FORMULA, Printer, formula_words
from problemgen.maths.formula import write
from problemgen.variant.answers import LETTERS
from problemgen.variant.deal import Dealer
from problemgen.variant.variant import ChoiceKey, RankingKey, SeveralKey, SymbolicKey, Variant, variant
from tests.banks import MEMBRANE, programs_of

IDS = ("nernst.rank", "nernst.identify_ion", "potential.derivation", "potential.statements", "nernst.tenfold")
PICTURE = re.compile(r'<img[^>]* alt="([^"]*)" data-equation-content="([^"]*)"[^>]*>')
TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


def made(id: str) -> Variant:
    program = programs_of(MEMBRANE, IDS)[id]
    return variant(program, Dealer(program, "spoken", Counter()).deal("s1"))


def left_over(printed: str) -> list[str]:
    """Give what downloads keep of a printed text: no tags, and of a picture its words or its LaTeX."""
    pictures = html.unescape(printed) if "&lt;img" in printed else printed
    kept = (PICTURE.sub(lambda match, n=n: html.unescape(match[n]), pictures) for n in (1, 2))  # type: ignore[misc]
    return [html.unescape(TAG.sub("", text)) for text in kept]


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("id", IDS)
def test_an_option_comes_back_as_its_letter(id: str, markup: str) -> None:
    """Ions as LaTeX, as the words of a picture, as plain text; formulas too."""
    shown = made(id)
    printer = Printer(markup)
    for key in shown.parts:
        label = key.part.label
        if isinstance(key, SymbolicKey):
            for text in left_over(printer.text(FORMULA, {"formula": formula_words(key.answer.formula)})):
                assert spoken(shown, label, text) == write(key.answer.formula)
        elif isinstance(key, (ChoiceKey, SeveralKey)):
            direction = isinstance(key, ChoiceKey) and getattr(key.part.answer, "explained", None) is not None
            for letter, option in zip(LETTERS, key.options, strict=False):
                for text in left_over(printer.text(option.words, shown.values)):
                    assert spoken(shown, label, text) in ({letter, option.key} if direction else {letter})


@pytest.mark.parametrize("joint", ["; ", ", ", ","])
def test_several_options_come_back_as_their_letters(joint: str) -> None:
    """Moodle joins with a semicolon, Canvas with a comma; an option may hold a comma itself."""
    shown = made("potential.statements")
    key = next(each for each in shown.parts if isinstance(each, SeveralKey))
    texts = [html.unescape(TAG.sub("", Printer("web").text(option.words, shown.values))) for option in key.options]
    assert spoken(shown, key.part.label, joint.join(texts[:3])) == "a, b, c"
    assert spoken(shown, key.part.label, "something else") == "something else"


@pytest.mark.parametrize(("arrow", "joint"), [(" -> ", "; "), ("=>", ","), (" → ", "\n")])
def test_an_order_that_was_matched_comes_back_as_an_order(arrow: str, joint: str) -> None:
    """Places and what was put there, in any sequence; with a place missing it stays as it is."""
    shown = made("nernst.rank")
    key = next(each for each in shown.parts if isinstance(each, RankingKey))
    pairs = [f"{place}{' (first)' if place == 1 else ''}{arrow}{name}" for place, name in enumerate(key.order, 1)]
    assert spoken(shown, key.part.label, joint.join(reversed(pairs))) == f" {key.sign} ".join(key.order)
    assert spoken(shown, key.part.label, joint.join(pairs[1:])) == joint.join(pairs[1:])
