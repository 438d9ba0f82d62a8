"""Responses are matched with what a bank holds, gap by gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from problemgen.course.banks import open_bank
from problemgen.course.responses import Finder, matched, parts_of_gaps
from problemgen.exporters.ids import VariantId
from problemgen.responses.view import Reading, Response
from problemgen.variant.variant import Variant

BANK = open_bank("membrane")
TENFOLD = VariantId("membrane", "nernst.tenfold", 902)
FORWARD = VariantId("membrane", "nernst.forward", 169517)


def response(variant: VariantId, text: str = "5", part: str = "", gap: int = 0) -> Response:
    return Response("s001", "Ada", variant, part, text, 1, 7, gap=gap)


def match(*responses: Response) -> Reading:
    return matched(Reading("plain", "r.csv", responses, ()), BANK)


@pytest.mark.parametrize(("template", "index", "parts"), [
    ("nernst.forward", 169517, "a"), ("nernst.tenfold", 902, "ab"), ("nernst.rank", 24365, "abccccd"),
    ("potential.derivation_order", 199, "aaaaabc"),
])  # fmt: skip
def test_an_order_has_a_gap_for_each_place(template: str, index: int, parts: str) -> None:
    """Other parts have one gap each."""
    made = Finder(BANK).find(VariantId("membrane", template, index))
    assert isinstance(made, Variant)
    assert parts_of_gaps(made) == tuple(parts)


def test_gaps_get_the_letters_of_their_parts() -> None:
    """Gap 2 of a problem in two parts is part b."""
    found = match(response(TENFOLD, gap=1), response(TENFOLD, gap=2))
    assert [each.id for each in found.responses] == ["membrane-nernst.tenfold-902-a", "membrane-nernst.tenfold-902-b"]


def test_an_empty_answer_to_a_problem_in_several_parts_is_kept() -> None:
    """Nothing is nothing, for all of its parts."""
    assert match(response(TENFOLD, "")).responses


@pytest.mark.parametrize(("wrong", "says"), [
    (response(replace(FORWARD, bank="other")), "the bank is membrane, the question's is other"),
    (response(replace(FORWARD, template="nernst.none")), "no problem nernst.none"),
    (response(replace(FORWARD, index=10**17)), "was the bank changed"),
    (response(FORWARD, part="b"), "has no part b"),
    (response(FORWARD, gap=1), "has no gap 1"),
    (response(TENFOLD, gap=3), "has no gap 3"),
    (response(TENFOLD, "part 1: 5; part 2: 6; part 2: 7"), "does not show which of the parts a, b"),
])  # fmt: skip
def test_what_a_bank_does_not_hold_is_listed_with_the_reason(wrong: Response, says: str) -> None:
    """With the line, the student and the text."""
    found = match(wrong)
    assert not found.responses
    [lost] = found.unmatched
    assert says in lost.reason
    assert (lost.line, lost.student, lost.text) == (7, "s001", wrong.text)
