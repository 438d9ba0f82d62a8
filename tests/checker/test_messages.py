"""What students read: the sentences for typical answers, word for word."""

from __future__ import annotations

import pytest

from problemgen.checker import AnswerKey, check

SENTENCES = [
    ("A", "-90.1", "Correct. Read as −90.1 mV (you typed no unit; mV is what the question asks)."),
    ("A", "-90,1 mV", "Correct. Your comma was read as a decimal mark: −90.1 mV."),
    ("A", "-0.0901 V", "Correct. −0.0901 V is −90.1 mV."),
    ("A", "-90,100 µV", "Not graded yet, no attempt used: “−90,100” can mean −90.100 or −90100. Write a point, or no separator."),
    ("A", "-90.1 V", "Off by a factor of 1000: check V against mV."),
    ("A", "-0.0901", "Off by a factor of 1000: this looks like V, and the question asks for mV."),
    ("A", "-90.1 mA", "mA measures current; the question asks for a potential (V, mV, µV)."),
    ("A", "-91.0", "Close, but outside the 1 % tolerance. Keep more digits until the last step."),
    ("A", "-39.1", "This is what log10 gives. RT/zF goes with the natural logarithm ln."),
    ("A_sf", "-90 mV", "The value is right; give exactly 3 significant figures."),
    ("C", "64.1", "The size is right, the sign is not. Chloride is an anion: check the sign of z first, then the ratio."),
    ("A_req", "-90.1", "Not graded yet, no attempt used: add a unit, for example mV."),
    ("J", "R*T/(z*F)*ln(o/x)",
     "Not graded yet, no attempt used: “x” is not a name in this question. The names here are: R, T, z, F, o, i."),
    ("J", "RT/zF ln(o/i)", "Correct. Read as R*T/(z*F)*ln(o/i) (symbols side by side are a product)."),
]  # fmt: skip


@pytest.mark.parametrize(("part", "response", "message"), SENTENCES)
def test_sentence(part: str, response: str, message: str, open_key: AnswerKey) -> None:
    assert check(open_key, part, response).message == message


def test_control_characters_are_not_echoed(open_key: AnswerKey) -> None:
    verdict = check(open_key, "A", "-90.1 \ud800\x1b[31mbananas")
    assert (verdict.message + verdict.read_as).isprintable()
