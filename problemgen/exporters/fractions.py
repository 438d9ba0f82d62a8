"""Credits as Moodle keeps them: grades in percent, of which only a fixed list is allowed (Moodle 4.5, question/engine/bank.php).

Reads the parts of an item; the writers of questions and of cloze codes use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from problemgen.exporters.item import ChoicePart, NumberPart, Part
from problemgen.exporters.notes import Note
from problemgen.exporters.wording import NONE_OF_THESE

FRACTIONS = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip
CLOSE = 0.001  # percent, within which Moodle takes a grade for one of the list

Graded = tuple[str, str, str]  # the grade in percent, the text, the feedback


def fraction(credit: float) -> str:
    """Give the grade of the list that is nearest to a credit between 0 and 1.

    >>> fraction(1 / 3), fraction(0.56)
    ('33.33333', '60')
    """
    return min(FRACTIONS, key=lambda each: abs(float(each) - 100 * credit))


def graded(part: ChoicePart) -> Iterator[Graded]:
    """Grade choices; of several right ones each earns its share, and a wrong one loses as much."""
    share = fraction(1 / max(1, len(part.rights)))
    for choice in part.choices:
        if part.several:
            yield share if choice.right else f"-{share}", choice.text, choice.feedback
        else:
            yield "100" if choice.right else fraction(choice.credit), choice.text, choice.feedback
    if not part.rights:  # a question without a right answer is refused
        yield "100", NONE_OF_THESE, ""


def fraction_notes(part: Part) -> Iterator[Note]:
    """Say which credits are not in the list, and what stands in for them."""
    if isinstance(part, ChoicePart) and part.several:
        if not part.rights:
            yield Note("a part of which no choice is right", f"in such variants {NONE_OF_THESE!r} can be chosen")
        return
    given = part.wrong if isinstance(part, NumberPart) else part.choices if isinstance(part, ChoicePart) else ()
    for credit in sorted({each.credit for each in given}):
        if abs(float(fraction(credit)) - 100 * credit) > CLOSE:
            yield Note(f"a credit of {100 * credit:g} %", f"{fraction(credit)} %, the nearest that Moodle allows")
