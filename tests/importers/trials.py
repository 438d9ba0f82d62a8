"""What to answer to a variant, and what the checker gives for it: the measure for every export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from problemgen.bank.template import NumberAnswer
from problemgen.checker import AnswerKey, check, read_key
from problemgen.checker.windows import Tolerance, edges
from problemgen.course.points import share_points
from problemgen.course.sheets import KEY_FORMAT
from problemgen.document.problem import Printer, options_of, rights_of
from problemgen.exporters.affixes import number
from problemgen.exporters.item import Choice, ChoicePart, RankingPart
from problemgen.exporters.judge import power
from problemgen.exporters.make import Ink, make_item, wrong_formulas
from problemgen.maths.formula import write
from problemgen.variant.answers import LETTERS, answers
from problemgen.variant.solution import Solved
from problemgen.variant.variant import ChoiceKey, NumberKey, PartKey, SeveralKey, SymbolicKey
from problemgen.variant.windows import Window

TEXT, WEB = Printer("text"), Printer("web")
BESIDE = 1e-6  # of a window: how far from its edges it is tried
FEW = 4  # digits behind the first one, of numbers that students would type
RIGHT_ORDER = "right order"

Response = str | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """A response to a part as a course system takes it, and the credit that our checker gives.

    A number is typed; of choices it is the places; of an order the names. ``why`` tells what kind of response it is.
    """

    why: str
    response: Response
    credit: float


def trials(solved: Solved, plain_digits: bool) -> list[list[Trial]]:
    """List what to try, part by part."""
    made = solved.variant
    points = share_points(made.template, None)
    entries = answers(made, 1, points, lambda nodes: str(TEXT.text(nodes, made.values)))
    key = read_key({"format": KEY_FORMAT, "title": "trials", "parts": entries})
    item = make_item(Ink(WEB), solved, points)
    found = []
    for name, part, written in zip(entries, made.parts, item.parts, strict=True):
        if isinstance(written, ChoicePart):
            found.append(list(_choice_trials(key, name, part, written)))
        elif isinstance(written, RankingPart):
            found.append(list(_ranking_trials(key, name, written)))
        else:
            assert isinstance(part, NumberKey)
            found.append(list(_number_trials(key, name, part, power(part.value, part.window.half) if plain_digits else 0)))
    return found


def choice_texts(solved: Solved, printer: Printer) -> list[list[str]]:
    """Print the choices of every part that has some, in the order in which trials count them."""
    values, points = solved.variant.values, share_points(solved.variant.template, None)
    item = make_item(Ink(printer), solved, points)
    found: list[list[str]] = []
    for part, written in zip(solved.variant.parts, item.parts, strict=True):
        texts: list[str] = []
        if isinstance(written, ChoicePart) and isinstance(part, SymbolicKey):
            texts = [choice.text for choice in written.choices]
        elif isinstance(written, ChoicePart):
            options = dict(zip(LETTERS, options_of(part), strict=False))
            texts = [printer.text(options[_said(part, choice)].words, values) for choice in written.choices]
        found.append(texts)
    return found


def _number_trials(key: AnswerKey, name: str, part: NumberKey, shift: int) -> Iterator[Trial]:
    """Try the right number, every mistake, and both edges of every window from inside and outside."""
    unit = part.printed.unit if part.answer.units == "required" else ""
    yield Trial("as printed", number(float(part.printed.number), shift), _score(key, name, f"{part.printed.number} {unit}"))
    yield Trial("unrounded", number(part.value, shift), _score(key, name, f"{number(part.value)} {unit}"))
    for text in ("", "no idea"):
        yield Trial("nonsense", text, _score(key, name, text))
    windows = [("right", part.value, part.window)]
    for wrong in part.wrong:
        why = "_or_".join(wrong.codes)
        windows.append((why, wrong.value, wrong.window))
        yield Trial(why, number(wrong.value, shift), _score(key, name, f"{number(wrong.value)} {unit}"))
    for why, value, window in windows:
        for where, text in (*_around(window), *_beside(window), *_edges(part.answer, value, window)):
            if part.answer.kind == "integer" and not float(text).is_integer():
                continue  # the checker asks for a whole number
            yield Trial(f"{where} of {why}", number(float(text), shift), _score(key, name, f"{text} {unit}"))


def _around(window: Window) -> Iterator[tuple[str, str]]:
    step = (window.high - window.low) * BESIDE
    yield from (("low, inside", number(window.low + step)), ("high, inside", number(window.high - step)))
    yield from (("low, outside", number(window.low - step)), ("high, outside", number(window.high + step)))


def _beside(window: Window) -> Iterator[tuple[str, str]]:
    """Give numbers of few digits on both sides of the edges: what students type."""
    for where, edge in (("low", window.low), ("high", window.high)):
        if edge:
            exact = Decimal(f"{edge:.12g}")
            step = Decimal(1).scaleb(exact.adjusted() - FEW)
            near = exact.quantize(step)
            found = (near + way * step for way in (-1, 0, 1))
            yield from ((f"{where}, nearby", number(float(each))) for each in found if each != exact)


def _edges(answer: NumberAnswer, value: float, window: Window) -> Iterator[tuple[str, str]]:
    """Give the very edges, where they are those of the checker and have no more digits than are exported."""
    exact = (window.low, window.high) if answer.moved else edges(value, Tolerance(answer.relative, answer.absolute))
    for where, edge, kept in zip(("low edge", "high edge"), exact, (window.low, window.high), strict=True):
        if float(number(edge)) == edge == kept:
            yield where, number(edge)


def _choice_trials(key: AnswerKey, name: str, part: PartKey, written: ChoicePart) -> Iterator[Trial]:
    said = [_said(part, choice) for choice in written.choices]
    if not written.several:
        for place, text in enumerate(said):
            yield Trial(f"choice {written.choices[place].key}", (place,), _score(key, name, text))
        return
    for size in range(len(said) + 1):
        for places in combinations(range(len(said)), size):
            text = ", ".join(said[place] for place in places) or "none"
            yield Trial("choices " + " ".join(written.choices[place].key for place in places), places, _score(key, name, text))


def _said(part: PartKey, choice: Choice) -> str:
    """Say a choice as the checker reads it: its letter on the sheet, or a formula."""
    if isinstance(part, SymbolicKey):
        return write(part.answer.formula if choice.right else wrong_formulas(part)[choice.key])
    assert isinstance(part, (NumberKey, ChoiceKey, SeveralKey))
    for place, option in enumerate(options_of(part)):
        same = option.codes == choice.codes if isinstance(part, NumberKey) else choice.key in (option.key, f"s{option.key}")
        if same and (place in rights_of(part)) == choice.right:
            return LETTERS[place]
    raise LookupError(choice.key)


def _ranking_trials(key: AnswerKey, name: str, written: RankingPart) -> Iterator[Trial]:
    yield Trial(RIGHT_ORDER, written.order, 1.0)
    yield Trial("turned", (written.order[1], written.order[0], *written.order[2:]), -1.0)


def _score(key: AnswerKey, name: str, response: str) -> float:
    return check(key, name, response).score
