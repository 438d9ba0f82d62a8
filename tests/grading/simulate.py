"""A class of simulated students: what each answers, and what grading must say of it, known without the checker.

Students have an ability and wrong habits; they answer right, by a mistake, by what follows from an earlier error, by noise,
in other units and spellings, unreadably, or not at all. The truth follows from how an answer was made.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from problemgen.course.gradekeys import KeyMaker
from problemgen.course.manifest import IssuedSheet, Manifest
from problemgen.document.problem import FORMULA, Printer, formula_words
from problemgen.exporters.ids import VariantId, plain_name
from problemgen.maths.evaluate import Undefined, evaluate, holds
from problemgen.maths.formula import parse, write
from problemgen.maths.units import UnitError, unit
from problemgen.variant.answers import LETTERS, answers, code_of, turns_the_sign
from problemgen.variant.variant import (
    ChoiceKey,
    NumberKey,
    Option,
    PartKey,
    RankingKey,
    SeveralKey,
    SymbolicKey,
    Variant,
    Wrong,
    variant,
)

RIGHT, WRONG, SOME, NOT = "CORRECT", "INCORRECT", "PARTIAL", "INVALID"
HABITS = {"log10_for_ln": 0.37, "celsius_for_kelvin": 0.22, "SIGN_OR_RATIO": 0.15}  # share of students with a wrong habit
CARRIED = 0.75
PLAIN = Printer("text")
WEB = Printer("web")


@dataclass(frozen=True)
class Said:
    """An answer as typed on paper and as a course system reports it (``places`` for an order), and the truth about it."""

    paper: str
    system: str
    verdict: str
    code: str
    score: float
    places: tuple[str, ...] = ()
    value: float | None = None  # of a number, in the asked unit


Entry = Mapping[str, object]  # of the answer key
Given = Mapping[str, Said]  # what was answered to the parts before
EMPTY = Said("", "", NOT, "FMT_EMPTY", 0.0)


@dataclass(frozen=True)
class Person:
    """A simulated student."""

    id: str
    name: str
    ability: float
    habits: frozenset[str]
    turn: int = 1


@dataclass
class Sheet:
    """What a student answers to a sheet, by part name; and which part of which variant that is."""

    person: Person
    said: dict[str, Said] = field(default_factory=dict)
    ids: dict[str, VariantId] = field(default_factory=dict)  # with the part's letter, '' for a problem in one part
    alone: dict[str, bool] = field(default_factory=dict)


def chance(*words: object) -> random.Random:
    """Give a generator that depends on what it is for and nothing else."""
    return random.Random(hashlib.sha256(" ".join(map(str, words)).encode()).digest())


def person(id: str, name: str) -> Person:
    """Make a student."""
    rng = chance("person", id)
    return Person(id, name, rng.gauss(0.6, 1.0), frozenset(code for code, share in HABITS.items() if rng.random() < share))


def sit(maker: KeyMaker, manifest: Manifest, id: str, turn: int = 1) -> Sheet:
    """Let a student of the manifest answer the whole sheet, for the first time or again."""
    issued = manifest.students[id]
    sheet = Sheet(replace(person(id, issued.name), turn=turn))
    for number, each in enumerate(issued.problems, 1):
        made = variant(maker.programs[each.template], each.index)
        points = {part.label: 1.0 for part in made.template.parts}
        entries = answers(made, 1, points, lambda nodes, values=made.values: str(PLAIN.text(nodes, values)))  # type: ignore[misc]
        given: dict[str, Said] = {}
        for key in made.parts:
            label = key.part.label
            entry = entries[f"1{label}" if len(made.parts) > 1 else "1"]
            given[label] = _answer(sheet.person, made, key, entry, given)
            name = f"{number}{label}" if len(made.parts) > 1 else str(number)
            sheet.said[name] = given[label]
            letter = label if len(made.parts) > 1 else ""
            sheet.ids[name] = VariantId(plain_name(made.template.bank.name), plain_name(made.template.id), each.index, letter)
            sheet.alone[name] = len(made.parts) == 1
    return sheet


def _answer(who: Person, made: Variant, key: PartKey, entry: Entry, given: Given) -> Said:
    rng = chance(who.id, made.template.id, made.index, key.part.label, *([who.turn] if who.turn > 1 else []))
    hard = chance("hard", made.template.id, key.part.label).uniform(-1.4, 1.2)
    if rng.random() < 0.04:
        return replace(EMPTY, places=("",) * len(key.order)) if isinstance(key, RankingKey) else EMPTY
    knows = rng.random() < 1 / (1 + math.exp(-(who.ability - hard)))
    if isinstance(key, NumberKey) and not key.options:
        return _number(rng, who, made, key, entry, given, knows)
    if isinstance(key, RankingKey):
        return _ranking(rng, key, knows)
    if isinstance(key, SymbolicKey):
        return _formula(rng, key, knows)
    if isinstance(key, SeveralKey):
        return _several(rng, made, key, knows)
    return _choice(rng, made, key, entry, given, knows)


# numbers


def _number(
    rng: random.Random, who: Person, made: Variant, key: NumberKey, entry: Entry, given: Given, knows: bool
) -> Said:
    followed = _followed(made, key, entry, given)
    wrong = _of_habit(who, key)
    if wrong is not None and rng.random() < 0.8:
        return _mistaken(key, wrong, followed)
    if followed is not None and rng.random() < 0.7:
        return _carried(key, followed)
    if knows:
        return _right(rng, key, entry)
    kind = rng.random()
    if kind < 0.15:
        text, code = rng.choice((("12.3.4", "FMT_MALFORMED"), ("I do not know", "FMT_NO_NUMBER")))
        return Said(text, text, NOT, code, 0.0)
    if kind < 0.6 and key.wrong:
        return _mistaken(key, rng.choice(key.wrong), followed)
    return _noise(rng, key, followed)


def _of_habit(who: Person, key: NumberKey) -> Wrong | None:
    for wrong in key.wrong:
        names = set(wrong.codes) | ({"SIGN_OR_RATIO"} if turns_the_sign(key, wrong) else set())
        if names & who.habits:
            return wrong
    return None


def _text(value: float) -> str:
    return f"{Decimal(f'{value:.9g}'):f}" if 1e-6 < abs(value) < 1e9 or value == 0 else f"{value:.8e}"


def _typed(key: NumberKey, value: float, unit_text: bool = True) -> str:
    unit = key.printed.unit
    return f"{_text(value)} {unit}" if unit_text and unit != "1" and key.answer.units != "forbidden" else _text(value)


def _inside(key: NumberKey, value: float) -> bool:
    return key.window.low <= value <= key.window.high


def _right(rng: random.Random, key: NumberKey, entry: Entry) -> Said:
    value = float(key.printed.number)
    if key.answer.kind in ("integer", "count") or not _inside(key, value):
        value = key.value
    unit_of, policy = key.printed.unit, key.answer.units
    bare, full = _text(value), _typed(key, value)
    if unit_of == "1" or policy == "forbidden":
        return Said(bare, bare, RIGHT, "OK", 1.0, value=value)
    forms = [(full, "OK"), (full.replace("-", "−"), "OK"), (full.replace(" ", ""), "OK")]
    if policy == "assumed" or value == 0:
        forms += [(bare, "OK_UNIT_ASSUMED" if any(unit(unit_of).dimension) else "OK")] * 2
    other = _other_unit(value, unit_of)
    if other:
        forms.append((other, "OK_EQUIV_UNIT"))
    if "." in bare and len(bare.partition(".")[2]) not in (3,) and "e" not in bare:
        forms.append((full.replace(".", ","), "OK_SEPARATOR_ASSUMED"))
    text, code = rng.choice(forms)
    return Said(text, text, RIGHT, code, 1.0, value=value)


def _other_unit(value: float, name: str) -> str:
    """Write a value in the unit without or with the prefix: 0.0826 V for 82.6 mV."""
    other, factor = (name[1:], Decimal("0.001")) if name in ("mV", "mM", "nA", "mS") else ("", Decimal(1))
    if name == "nA":
        factor = Decimal("1e-9")
    try:
        unit(other)
    except UnitError:
        return ""
    return f"{Decimal(_text(value)) * factor:f} {other}" if other else ""


def _mistaken(key: NumberKey, wrong: Wrong, followed: float | None) -> Said:
    value = wrong.value
    if key.answer.kind == "integer" and not value.is_integer():
        return EMPTY
    if _unclear(key, value, followed):
        return EMPTY
    code = code_of(key, wrong)
    if any(turns_the_sign(key, each) for each in key.wrong) and _inside(key, -value):
        code = "SIGN_OR_RATIO"
    text = _typed(key, value)
    if followed is not None and _near(key, value, followed, 0.9):
        return Said(text, text, SOME, "ECF", CARRIED, value=value)
    return Said(text, text, SOME if wrong.credit else WRONG, code, wrong.credit, value=value)


def _half(key: NumberKey, centre: float) -> float:
    return max(key.answer.relative * abs(centre), key.answer.absolute, 0.0 if key.answer.moved == () else key.window.half)


def _near(key: NumberKey, value: float, centre: float, times: float) -> bool:
    return abs(value - centre) <= times * _half(key, centre)


def _unclear(key: NumberKey, value: float, followed: float | None) -> bool:
    """Whether a value lies at the edge of what follows from an earlier error, where rounding decides."""
    return followed is not None and _near(key, value, followed, 1.2) and not _near(key, value, followed, 0.8)


def _carried(key: NumberKey, followed: float) -> Said:
    if key.answer.kind == "integer" or _half(key, followed) <= 1e-7 * abs(followed):
        return EMPTY
    text = _typed(key, followed)
    if _inside(key, followed):
        edge = min(abs(followed - key.window.low), abs(followed - key.window.high))
        if edge < 0.05 * key.window.half:
            return EMPTY
        return Said(text, text, RIGHT, "OK", 1.0, value=followed)
    return Said(text, text, SOME, "ECF", CARRIED, value=followed)


def _noise(rng: random.Random, key: NumberKey, followed: float | None) -> Said:
    """Answer a number that no known mistake, sign, prefix or power of ten explains."""
    bases = [key.value, *(wrong.value for wrong in key.wrong), *([followed] if followed is not None else [])]
    if any(base == 0 for base in bases) or key.answer.kind != "quantity":
        return EMPTY
    for _ in range(200):
        value = float(f"{key.value * rng.uniform(1.2, 9.0):.4g}")
        if all(_apart(value / base, key) for base in bases) and not _inside(key, value):
            text = _typed(key, value)
            return Said(text, text, WRONG, "GENERIC", 0.0, value=value)
    return EMPTY


def _apart(ratio: float, key: NumberKey) -> bool:
    wide = max(0.06, 4.5 * key.window.half / abs(key.value), 4.5 * key.answer.relative)
    fraction = math.log10(abs(ratio)) % 1.0
    return min(fraction, 1 - fraction) > math.log10(1 + wide)


def _earlier(
    made: Variant, entry: Entry, given: Given
) -> tuple[Mapping[str, float], Mapping[str, float]] | None:
    """Give the values that go into what follows, and those of them that the student found, in SI; None without an error."""
    carried = entry.get("carried")
    if not isinstance(carried, dict):
        return None
    found: dict[str, float] = {}
    wrong = False
    for symbol, name in carried["from"].items():
        label = name.lstrip("0123456789") or "a"
        key = next(each for each in made.parts if each.part.label == label)
        said = given.get(label, EMPTY)
        if said.value is None or not isinstance(key, NumberKey):
            return None
        wrong = wrong or not _inside(key, said.value)
        found[symbol] = float(unit(key.printed.unit).to_si(float(_text(said.value))))
    return (carried["values"], found) if wrong else None


def _followed(made: Variant, key: NumberKey, entry: Entry, given: Given) -> float | None:
    earlier = _earlier(made, entry, given)
    carried = entry.get("carried")
    if earlier is None or not isinstance(carried, dict) or "formula" not in carried:
        return None
    try:
        value = evaluate(parse(carried["formula"]), {**earlier[0], **earlier[1]})
    except Undefined:
        return None
    inputs = [*earlier[0].values(), *earlier[1].values()]
    if abs(value) <= 1e-9 * max(map(abs, inputs)) or any(math.isclose(value, each, rel_tol=1e-9) for each in inputs):
        return None
    return float(unit(key.printed.unit).from_si(value))


# choices


def _shown(made: Variant, option: Option, printer: Printer) -> str:
    return str(printer.text(option.words, made.values))


def _choice(
    rng: random.Random, made: Variant, key: ChoiceKey | NumberKey, entry: Entry, given: Given, knows: bool
) -> Said:
    follows = _option_that_follows(made, entry, given)
    options = key.options
    others = [n for n in range(len(options)) if n != key.right]
    n = key.right if knows or not others else rng.choice(others)
    if rng.random() < 0.01:
        return Said("purple", "purple", NOT, "FMT_UNKNOWN_CHOICE", 0.0)
    name = options[n].key if entry["kind"] == "direction" else LETTERS[n]
    paper = LETTERS[n] if rng.random() < 0.5 else f"({LETTERS[n].upper()})"
    system = _shown(made, options[n], WEB)
    if n == key.right:
        return Said(paper, system, RIGHT, "OK", 1.0)
    if follows == name:
        return Said(paper, system, SOME, "ECF", CARRIED)
    option = options[n]
    if option.codes:
        return Said(paper, system, SOME if option.credit else WRONG, "MISTAKE:" + "_or_".join(option.codes), option.credit)
    return Said(paper, system, WRONG, _opposite(entry, key, n), 0.0)


def _opposite(entry: Entry, key: ChoiceKey | NumberKey, n: int) -> str:
    """Two directions are opposites, and so are outward and inward."""
    if entry["kind"] != "direction":
        return "GENERIC"
    names = [option.key for option in key.options]
    usual = {names[n], names[key.right]} == {"outward", "inward"}
    return "DIR_OPPOSITE" if len(names) == 2 or usual else "GENERIC"


def _option_that_follows(made: Variant, entry: Entry, given: Given) -> str | None:
    earlier, carried = _earlier(made, entry, given), entry.get("carried")
    if earlier is None or not isinstance(carried, dict) or "options" not in carried:
        return None
    try:
        return next((name for name, when in carried["options"] if holds(parse(when), {**earlier[0], **earlier[1]})), None)
    except Undefined:
        return None


def _several(rng: random.Random, made: Variant, key: SeveralKey, knows: bool) -> Said:
    chosen = set(key.rights)
    if not knows:
        flipped = rng.randrange(len(key.options))
        chosen ^= {flipped}
    if not chosen:
        return EMPTY
    paper = ", ".join(LETTERS[n] for n in sorted(chosen))
    system = "; ".join(_shown(made, key.options[n], WEB) for n in sorted(chosen))
    if chosen == set(key.rights):
        return Said(paper, system, RIGHT, "OK", 1.0)
    hits, misses = len(chosen & set(key.rights)), len(chosen - set(key.rights))
    score = max(0.0, (hits - misses) / len(key.rights)) if key.rights else 0.0
    return Said(paper, system, SOME if score else WRONG, "CHOICE_PARTIAL" if score else "GENERIC", score)


def _ranking(rng: random.Random, key: RankingKey, knows: bool) -> Said:
    order = list(key.order)
    if not knows and len(order) > 2:
        at = rng.randrange(len(order) - 1)
        order[at], order[at + 1] = order[at + 1], order[at]
    paper = f" {key.sign} ".join(order)
    matched = "; ".join(f"{place}{' (first)' if place == 1 else ''} -> {name}" for place, name in enumerate(order, 1))
    pairs = len(order) * (len(order) - 1) // 2
    if tuple(order) == key.order:
        return Said(paper, matched, RIGHT, "OK", 1.0, tuple(order))
    return Said(paper, matched, SOME, "RANK_PARTIAL", (pairs - 2) / pairs, tuple(order)) if pairs > 2 else EMPTY


def _formula(rng: random.Random, key: SymbolicKey, knows: bool) -> Said:
    def shown(formula: object) -> str:
        return str(WEB.text(FORMULA, {"formula": formula_words(formula)}))

    ways = [way for way in key.part.wrong if way.formula is not None]
    if knows or not ways:
        return Said(write(key.answer.formula), shown(key.answer.formula), RIGHT, "OK", 1.0)
    way = rng.choice(ways)
    assert way.formula is not None
    return Said(write(way.formula), shown(way.formula), SOME if way.credit else WRONG, f"MISTAKE:{way.code}", way.credit)


# the forms in which answers come back

Rows = Iterator[Sequence[object]]


def long_rows(sheets: Sequence[Sheet], by_id: bool = False) -> Rows:
    """A row an answer, questions by part or by id."""
    yield ("student", "name", "question", "response")
    for sheet in sheets:
        for part, said in sheet.said.items():
            if said.paper:
                yield (sheet.person.id, sheet.person.name, str(sheet.ids[part]) if by_id else part, said.paper)


def wide_rows(sheets: Sequence[Sheet]) -> Rows:
    """A row a student, a column a part."""
    parts = sorted({part for sheet in sheets for part in sheet.said}, key=lambda part: (int(part.rstrip("abcdefghij")), part))
    yield ("student", "name", *parts)
    for sheet in sheets:
        yield (sheet.person.id, sheet.person.name, *(sheet.said[part].paper if part in sheet.said else "" for part in parts))


def moodle_rows(sheets: Sequence[Sheet]) -> Rows:
    """The Responses report of a Moodle quiz, question text and response ticked."""
    count = max(len(_problems(sheet)) for sheet in sheets)
    asked = [words for n in range(1, count + 1) for words in (f"Question {n}", f"Response {n}")]
    yield ("Last name", "First name", "ID number", "State", "Completed", *asked)
    for sheet in sheets:
        cells: list[str] = []
        for parts in _problems(sheet):
            whole = str(sheet.ids[parts[0]]).rsplit("-", 1)[0] if not sheet.alone[parts[0]] else str(sheet.ids[parts[0]])
            cells += [f"Given are some numbers.\n\n[{whole}]", _moodle_response([sheet.said[part] for part in parts]) or "-"]
        yield (sheet.person.name, "Sim", sheet.person.id, "Finished", "3 March 2026  9:20 AM", *cells)


def _problems(sheet: Sheet) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for part in sheet.said:
        found.setdefault(part.rstrip("abcdefghij"), []).append(part)
    return list(found.values())


def _moodle_response(said: Sequence[Said]) -> str:
    if len(said) == 1:
        return said[0].system
    gaps = [gap for each in said for gap in (each.places or (each.system,))]
    return "; ".join(f"part {n}: {gap}" for n, gap in enumerate(gaps, 1)) if any(gaps) else ""


def canvas_rows(sheets: Sequence[Sheet]) -> Rows:
    """The Student Analysis of a Canvas quiz: a column a question that anybody was given, empty for the others."""
    places: dict[str, int] = {}
    for sheet in sheets:
        for id in sheet.ids.values():
            places.setdefault(str(id), len(places))
    asked = [words for n, id in enumerate(places) for words in (f"{900 + n}: Given are some numbers. [{id}]", "1.0")]
    yield ("name", "id", "sis_id", "section", "submitted", "attempt", *asked)
    for sheet in sheets:
        cells = [""] * len(asked)
        for part, said in sheet.said.items():
            at = 2 * places[str(sheet.ids[part])]
            cells[at], cells[at + 1] = said.system, "0.0"
        yield (sheet.person.name, "77", sheet.person.id, "A", "2026-03-03 09:20:00 UTC", "1", *cells)


def filled_text(sheet: Sheet, issued: IssuedSheet) -> str:
    """An answer file as a student leaves it."""
    lines = [f"student: {sheet.person.id}", f"sheet: {issued.sheet}"]
    return "\n".join([*lines, *(f"{part}: {said.paper}" for part, said in sheet.said.items())]) + "\n"
