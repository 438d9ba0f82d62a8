"""Which mistakes a class made, and how often: the checker's codes, taken apart and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from problemgen.checker.verdict import CORRECT, INVALID
from problemgen.grading.items import ItemKey
from problemgen.grading.records import Marked
from problemgen.grading.tables import waits

PREFIX = "MISTAKE:"
NO_MISTAKES = ("ECF", "GENERIC", "CHOICE_PARTIAL", "RANK_PARTIAL")
TITLES = {
    "SIGN_OR_RATIO": "sign lost or ratio inverted",
    "UNIT_PREFIX": "prefix of the unit: a thousand times too much or too little",
    "UNIT_WRONG_DIMENSION": "a unit that measures something else",
    "MAGNITUDE_POW10": "power of ten",
    "NEAR_MISS": "close, but outside the tolerance: rounded too early",
    "DIR_OPPOSITE": "the opposite direction",
    "RANK_REVERSED": "the order reversed",
    "SIGFIG_FEW": "too few significant digits", "SIGFIG_MANY": "too many significant digits",
    "DECIMALS_FEW": "too few decimals", "DECIMALS_MANY": "too many decimals",
    "TF_REASON": "true or false right, the reason wrong",
}  # fmt: skip
REASONS = {
    "FMT_AMBIGUOUS_SEPARATOR": "a comma or point that can be read in two ways", "FMT_AMBIGUOUS_LOG": "log: ln or log10?",
    "FMT_AMBIGUOUS_PRODUCT": "a product that can be read in two ways", "FMT_NO_NUMBER": "no number",
    "FMT_MALFORMED": "a number that cannot be read", "FMT_MULTIPLE_VALUES": "more than one value",
    "FMT_EXPRESSION_NOT_ALLOWED": "a calculation in place of its result", "FMT_NOT_FINITE": "not finite",
    "FMT_NOT_WHOLE": "not a whole number", "FMT_UNKNOWN_NAME": "a name that the question does not have",
    "FMT_OTHER_SYMBOL": "another symbol than the one that is asked", "FMT_FORMULA": "a formula that cannot be read",
    "FMT_UNKNOWN_CHOICE": "none of the options", "FMT_ONE_CHOICE": "more than one option",
    "FMT_RANKING": "no order of all items", "FMT_REASON_MISSING": "no reason", "FMT_TOO_LONG": "too long",
    "FMT_TOO_DEEP": "too many parentheses", "FMT_CONTROL_CHARACTER": "control characters",
    "FMT_UNDEFINED": "a formula without a value", "UNIT_MISSING": "no unit", "UNIT_UNKNOWN": "an unknown unit",
    "UNIT_CASE": "small and capital letters of the unit", "UNIT_FORBIDDEN": "a unit where none is wanted",
    "DIR_AMBIGUOUS": "a direction that can be read in two ways",
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """One mistake: by how many students, in which parts, among how many answers to these, and the points it cost."""

    code: str
    students: int
    count: int
    of: int
    parts: tuple[ItemKey, ...]
    lost: float

    @property
    def share(self) -> float:
        """The share of the answers to the parts in which it was met."""
        return self.count / self.of if self.of else 0.0


def codes_of(code: str) -> tuple[str, ...]:
    """Take a code apart into the names of mistakes.

    >>> codes_of("MISTAKE:log10_for_ln+SIGN_OR_RATIO"), codes_of("OK"), codes_of("UNIT_PREFIX")
    (('log10_for_ln', 'SIGN_OR_RATIO'), ('OK',), ('UNIT_PREFIX',))
    """
    return tuple(code.removeprefix(PREFIX).split("+"))


def title(code: str, known: dict[str, str]) -> str:
    """Name a mistake in words: those of the bank, where two cannot be told apart both.

    >>> title("a_or_b", {"a": "log10 for ln", "b": "celsius"}), title("UNIT_CASE_X", {})
    ('log10 for ln, or celsius', 'unit case x')
    """
    found = _known(code, known)
    return ", or ".join(found) if found else code.replace("_", " ").lower()


def _known(code: str, known: dict[str, str]) -> list[str]:
    told = known.get(code) or TITLES.get(code)
    if told:
        return [told]
    words = code.split("_or_")
    for cut in range(1, len(words)):
        first, rest = known.get("_or_".join(words[:cut])), _known("_or_".join(words[cut:]), known)
        if first and rest:
            return [first, *rest]
    return []


@dataclass
class SlipTally:
    """The mistakes of a class while it is gone through, and the reasons for which nothing could be graded."""

    answered: Counter[ItemKey] = field(default_factory=Counter)
    students: Counter[str] = field(default_factory=Counter)
    parts: dict[str, Counter[ItemKey]] = field(default_factory=dict)
    lost: dict[str, float] = field(default_factory=dict)
    invalid: Counter[str] = field(default_factory=Counter)

    def add(self, student: Marked) -> None:
        """Count a student."""
        made: set[str] = set()
        for mark in student.marks:
            key = (mark.template, mark.label)
            self.answered[key] += not mark.unanswered
            if waits(mark):
                self.invalid[mark.code] += 1
            if mark.verdict == INVALID or mark.stands == CORRECT or mark.code in NO_MISTAKES:
                continue
            for code in codes_of(mark.code):
                made.add(code)
                self.parts.setdefault(code, Counter())[key] += 1
                self.lost[code] = self.lost.get(code, 0.0) + mark.points - mark.earned
        self.students.update(made)


def slips(tally: SlipTally) -> tuple[Slip, ...]:
    """Give every mistake, the most frequent first."""
    found = [Slip(code, tally.students[code], at.total(), sum(tally.answered[key] for key in at), _most_first(at),
                  tally.lost[code]) for code, at in tally.parts.items()]  # fmt: skip
    return tuple(sorted(found, key=lambda slip: (-slip.count, slip.code)))


def _most_first(counts: Counter[ItemKey]) -> tuple[ItemKey, ...]:
    return tuple(sorted(counts, key=lambda key: (-counts[key], key)))


def invalid_reasons(tally: SlipTally) -> tuple[tuple[str, int], ...]:
    """Say why answers could not be graded and wait for a person, the most frequent reason first."""
    return tuple(sorted(tally.invalid.items(), key=lambda pair: (-pair[1], pair[0])))


def reason(code: str) -> str:
    """Say in words why an answer could not be graded."""
    return REASONS.get(code, code.replace("_", " ").lower())


def named(slip: Slip, names: dict[ItemKey, str], most: int = 4) -> str:
    """List the parts in which a mistake was met, those with most of it first."""
    shown: Sequence[str] = list(dict.fromkeys(names.get(key, f"{key[0]} {key[1]}") for key in slip.parts))
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")
