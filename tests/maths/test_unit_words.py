"""Units in words, as labels and screen readers say them."""

from __future__ import annotations

import re

import pytest

from problemgen.bank.bank import load_bank
from problemgen.bank.template import NumberAnswer
from problemgen.files import shipped
from problemgen.maths.unit_words import unit_words
from tests.banks import programs_of
from tests.tables import cases


@pytest.mark.parametrize(("unit", "words"), cases("maths/unit-words.txt", 2))
def test_a_unit_is_said(unit: str, words: str) -> None:
    """Each unit of the table is said as the table has it."""
    assert unit_words(unit) == words


@pytest.mark.parametrize("bank", [path.parent.name for path in shipped("banks").glob("*/bank.yaml")])
def test_every_unit_that_a_bank_asks_for_has_words(bank: str) -> None:
    """No answer of a shipped bank is asked for in a unit that is spelled out as a symbol."""
    folder = shipped("banks") / bank
    assert load_bank(folder).templates
    answers = [part.answer for program in programs_of(folder).values() for part in program.template.parts]
    said = {unit_words(each.style.unit.text) for each in answers if isinstance(each, NumberAnswer)} - {""}
    assert [words for words in said if not re.fullmatch(r"(?:pH|Celsius|[a-z]{2,}| )+", words)] == []
