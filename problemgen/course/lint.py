"""Check a bank as a whole: everything that loading says, then every template by its worked cases and many variants.

Each check gives Problems with a place; nothing stops at the first.
"""

from __future__ import annotations

import itertools
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from problemgen.bank.amount import of_unit, read_amount
from problemgen.bank.bank import Bank, load_bank
from problemgen.bank.changes import solved
from problemgen.bank.load import load_template
from problemgen.bank.schema import Golden
from problemgen.bank.template import DecisionAnswer, SymbolicAnswer, Template
from problemgen.cache import remembered
from problemgen.checker import AnswerKey, AnswerKeyError, check, read_key
from problemgen.course.assignment import load_assignment
from problemgen.course.lintfigures import FigureCheck
from problemgen.course.points import share_points
from problemgen.course.sheets import KEY_FORMAT
from problemgen.course.show import chosen
from problemgen.document.problem import Printer, options_of, problem, rights_of
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.maths.formula import write
from problemgen.maths.numbers import Printed, number_text, rounded
from problemgen.maths.symbolic import confirms
from problemgen.maths.units import UnitError, same_dimension
from problemgen.variant.answers import LETTERS, answers, code_of
from problemgen.variant.count import Count, count
from problemgen.variant.deal import Dealer, draw
from problemgen.variant.program import Program, program
from problemgen.variant.solution import Solver
from problemgen.variant.variant import ChoiceKey, NumberKey, PartKey, RankingKey, SeveralKey, SymbolicKey, Variant, variant

ENOUGH = 200  # variants, for a class
ENUMERATED = 20_000  # grid points up to which the variants are counted one by one here (`list --count` goes further)
NUMBERED = 2_000  # variants of a larger space whose numbers are looked at
PRINTED = 50  # variants that are printed in every format; judging goes on for all
TOLD = 20  # problems of one template that are told
LARGE = 1e4  # golden values from here on are compared by their significant digits
TRIES = 40  # sampled grid points for each variant that is wanted


@dataclass(frozen=True)
class TemplateReport:
    """What was looked at in one template."""

    id: str
    variants: Count
    numbers: int  # variants whose numbers were looked at
    checked: int  # those that were judged by the checker, too


@dataclass(frozen=True)
class Lint:
    """All problems of a bank, and what was looked at."""

    problems: tuple[Problem, ...]
    templates: tuple[TemplateReport, ...]


def lint(folder: Path, variants: int = 50, workers: int = 1, tick: Callable[[int, int], None] | None = None) -> Lint:
    """Check a bank's folder: schema, names, units, golden cases, and ``variants`` variants of every template."""
    try:
        bank = load_bank(folder)
    except ProblemgenError as error:
        return Lint(error.problems, ())
    problems: list[Problem] = []
    reports = []
    for done, (found, report) in enumerate(_linted(bank, variants, workers), 1):
        problems += found
        reports += [report] if report else []
        if tick is not None:
            tick(done, len(bank.templates))
    for id in bank.assignments:
        try:
            load_assignment(bank, id)
        except ProblemgenError as error:
            problems.extend(error.problems)
    if not bank.templates:
        problems.append(Problem("the bank has no problem; put one at problems/<topic>/<name>.yaml", Place(str(folder))))
    return Lint(tuple(problems), tuple(reports))


Linted = tuple[list[Problem], TemplateReport | None]


def _linted(bank: Bank, variants: int, workers: int) -> Iterator[Linted]:
    """Check the templates one after another, or several at once; the order is that of the bank."""
    if workers == 1:
        yield from (_lint_one(bank, id, variants) for id in bank.templates)
        return
    with ProcessPoolExecutor(workers, initializer=_open, initargs=(str(bank.folder),)) as pool:
        yield from pool.map(_lint_in_worker, bank.templates, itertools.repeat(variants))


_BANK: list[Bank] = []  # of this worker process


def _open(folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _BANK[:] = [load_bank(Path(folder))]


def _lint_in_worker(id: str, variants: int) -> Linted:
    return _lint_one(_BANK[0], id, variants)


def _lint_one(bank: Bank, id: str, variants: int) -> Linted:
    try:
        return lint_template(program(load_template(bank, id)), variants)
    except ProblemgenError as error:
        return list(error.problems), None


def lint_template(
    program: Program, variants: int, numbered: int | None = None, size: Count | None = None
) -> tuple[list[Problem], TemplateReport]:
    """Check one compiled template; who cannot wait says how many variants' numbers to look at, and what their count is."""
    template = program.template
    place = template.file.place("title")
    size = size or count(program, ENUMERATED)
    found = [Problem(message, place) for message in [*_derivations(template), *_size(template, size)]]
    found += [Problem(message, template.file.place(*path)) for path, message in (*_golden(program), *_hints(template))]
    looked, wrong_numbers, led = 0, list[Problem](), Counter[tuple[str, str]]()
    wanted = numbered or (program.space.size if program.space.size <= ENUMERATED else max(variants, NUMBERED))
    for each in sample(program, wanted):  # one after another: a small space is looked at whole, and is not kept
        looked += 1
        led.update(_leads(each))
        wrong_numbers += [Problem(f"variant {each.index}: {message}", place) for message in _numbers(each)]
    found += [*wrong_numbers[:TOLD], *(Problem(message, place) for message in _unused(template, led, looked))]
    sampled = list(sample(program, variants))
    text, solver, figures = Printer("text"), Solver(), FigureCheck()
    printers = [text, *(Printer(format) for format in ("md", "tex", "typ"))]
    for n, each in enumerate(sampled):
        printed = _printed(program, each, printers, solver) if n < PRINTED else ()
        found += [Problem(f"variant {each.index}: {message}", place) for message in (*printed, *_variant(each, text))]
        found += [*(figures.faults(each) if n < PRINTED else ()), *figures.unseen(each)]
        if len(found) > TOLD:
            break
    return found, TemplateReport(template.id, size, looked, len(sampled))


def _numbers(made: Variant) -> Iterator[str]:
    """Look at a variant's numbers: the printed key is right, no wrong window touches the right one."""
    for key in made.parts:
        if isinstance(key, (ChoiceKey, NumberKey)) and (isinstance(key, ChoiceKey) or key.options) and key.right < 0:
            yield f"part {key.part.label}: no option is right"
        if not isinstance(key, NumberKey):
            continue
        if not key.options and not key.window.low <= key.printed.value <= key.window.high:
            yield f"part {key.part.label}: the rounded key {key.printed.number} is outside its own window; widen the tolerance"
        for wrong in key.wrong:
            if wrong.window.touches(key.window):
                yield f"part {key.part.label}: {' or '.join(wrong.codes)} cannot be told from the right answer"


def sample(program: Program, variants: int) -> Iterator[Variant]:
    """Yield acceptable variants: all of a space no larger than asked for, else as many, drawn at random."""
    size = program.space.size
    if size <= variants:
        indices: Iterator[int] = iter(range(size))
    else:
        indices = (draw(program.template.id, "lint", str(n)) % size for n in range(TRIES * variants))
    accepts = Dealer(program, "", Counter()).accepts
    good = (index for index in indices if accepts(index))
    yield from (variant(program, index) for index in itertools.islice(good, variants))


def _derivations(template: Template) -> Iterator[str]:
    """Let sympy confirm each solved relation; what it confirmed is remembered."""
    symbols = template.bank.symbols
    positive = frozenset(name for name, each in symbols.items() if each.positive)
    for derived in template.derived:
        if derived.relation is None:
            continue
        relation, asked = derived.relation, derived.asked
        formula = solved(relation, asked, symbols)
        if formula == relation.equation.right:
            continue  # asked as it stands: nothing was solved
        ask = partial(confirms, relation.equation, asked, formula, positive)
        if not remembered("confirmed", f"1 {relation.text} for {asked}", ask):
            yield f"{derived.name}: the solved form of {relation.name} does not satisfy the relation"


def _hints(template: Template) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """A comma in an unquoted [list, of texts] cuts a text in two."""
    for n, part in enumerate(template.model.parts):
        for k, hint in enumerate(part.hints):
            if k and hint[:1].islower():
                yield ("parts", n, "hints", k), f"the hint {hint[:40]!r} starts in small letters; quote hints that hold a comma"


def _size(template: Template, size: Count) -> Iterator[str]:
    if size.high == 0:
        yield "no variant meets the conditions; loosen `require` or the ranges, or take out a mistake that lands on the key"
    elif size.high < ENOUGH and not template.model.few_variants:
        yield f"{size}: fewer than {ENOUGH}; widen a range, or say why that is fine with `few_variants`"


def _golden(program: Program) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Compare the worked cases that the template must reproduce; each message comes with its path in the file."""
    template = program.template
    if not template.model.golden:
        yield ("title",), "no golden case; add one worked case that this template must reproduce"
    drawn = [*(each.name for each in template.rows), *(each.name for each in template.numbers)]
    for n, case in enumerate(template.model.golden):
        path = ("golden", n)
        try:
            made = chosen(program, None, {name: str(value) for name, value in case.given.items()})
        except ProblemgenError as error:
            yield (*path, "set"), f"golden case {n + 1}: {error}"
            continue
        missing = [name for name in drawn if name not in case.given]
        if missing:
            yield (*path, "set"), f"golden case {n + 1}: set {', '.join(missing)} too, so that the case is whole"
        if not made.accepted:
            why = "`require` fails, or a mistake falls into the right window"
            yield (*path, "set"), f"golden case {n + 1}: would not be issued: {why}"
        yield from (((*path, "expect"), f"golden case {n + 1}: {message}") for message in _golden_case(made, case))


def _golden_case(made: Variant, case: Golden) -> Iterator[str]:
    parts = {key.part.label: key for key in made.parts}
    for name, expected in case.expect.items():
        key = parts.get(name)
        if key is not None and not (isinstance(key, NumberKey) and not key.options):
            got = _said(key)
            if got != str(expected):
                yield f"{name} is {got!r}, not {expected!r}"
            continue
        quantity = key.answer.quantity if isinstance(key, NumberKey) else name
        value = made.numbers.get(quantity)
        if value is None:
            yield f"there is no value or part {name!r}"
            continue
        yield from _golden_number(name, value, expected, made)


def _said(key: PartKey) -> str:
    """Say an answer that is no number as golden cases write it: ``out``, ``1 3``, ``K > Na``, a formula."""
    if isinstance(key, RankingKey):
        return f" {key.sign} ".join(key.order)
    if isinstance(key, SymbolicKey):
        return write(key.answer.formula)
    return " ".join(sorted(options_of(key)[n].key for n in rights_of(key) if n >= 0)) or "nothing"


def _golden_number(name: str, value: float, expected: float | str, made: Variant) -> Iterator[str]:
    """Compare after rounding to the digits that the case is given with."""
    shown = made.values.get(name)
    try:
        amount = read_amount(expected, shown.unit if isinstance(shown, Printed) else "1")
    except UnitError as error:
        yield f"{name}: {error}"
        return
    if isinstance(shown, Printed) and not same_dimension(of_unit(amount).dimension, of_unit(shown).dimension):
        yield f"{name} is in {shown.unit}, not {amount.unit}"
        return
    large = isinstance(expected, (int, float)) and abs(expected) >= LARGE and float(expected).is_integer()
    if large:  # YAML does not tell 5.49e6 from 5490000
        figures = len(str(int(expected)).strip("-").rstrip("0"))
        got = of_unit(amount).from_si(value)
        if float(rounded(got, digits=figures)) != amount.value:
            yield f"{name} is {number_text(rounded(got, digits=figures))} {amount.unit}, not {expected:g} {amount.unit}"
        return
    mantissa, _, exponent = amount.number.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    got = of_unit(amount).from_si(value)
    if float(rounded(got, decimals=decimals)) != amount.value:
        yield f"{name} is {number_text(rounded(got, decimals=decimals))} {amount.unit}, not {amount.number} {amount.unit}"


def _printed(program: Program, made: Variant, printers: list[Printer], solver: Solver) -> Iterator[str]:
    """Print a variant with its solutions in every format."""
    try:
        worked = solver.solved(program, made)
        for printer in printers:
            problem(printer, worked, 1, share_points(made.template, None))
    except ProblemgenError as error:
        yield str(error)


def _variant(made: Variant, text: Printer) -> Iterator[str]:
    """Let the checker judge a variant's key and its mistakes."""
    points = share_points(made.template, None)
    entries = answers(made, 1, points, lambda nodes: str(text.text(nodes, made.values)))
    try:
        key = read_key({"format": KEY_FORMAT, "title": made.template.title, "parts": entries})
    except AnswerKeyError as error:
        yield from error.problems
        return
    for name, part in zip(entries, made.parts, strict=True):
        if isinstance(part, ChoiceKey) and part.right < 0:
            continue  # said of its numbers already
        elif isinstance(part, SymbolicKey):
            yield from _judged_formula(key, name, part)
        elif isinstance(part, NumberKey) and part.options and len(part.options) < 2:
            yield f"part {name}: no wrong option is left; list more mistakes"
        else:
            yield from _judged(key, name, part)


def _judged(key: AnswerKey, name: str, part: PartKey) -> Iterator[str]:
    """The key must be judged right however it is spelled, and every mistake by its own code."""
    for response in spellings(part):
        verdict = check(key, name, response)
        if verdict.verdict != "CORRECT":
            yield f"part {name}: the key {response!r} is judged {verdict.verdict} ({verdict.code})"
    if isinstance(part, NumberKey) and not part.options:
        for wrong in part.wrong:
            typed_unit = "" if part.answer.units == "forbidden" else part.printed.unit
            verdict = check(key, name, f"{wrong.value!r} {typed_unit}")
            if verdict.code != code_of(part, wrong):
                yield f"part {name}: {' or '.join(wrong.codes)} ({wrong.value:.6g}) is judged {verdict.code}"


def _judged_formula(key: AnswerKey, name: str, part: SymbolicKey) -> Iterator[str]:
    if (verdict := check(key, name, write(part.answer.formula))).verdict != "CORRECT":
        yield f"part {name}: the key is judged {verdict.verdict} ({verdict.code})"
    for way in part.part.wrong:
        verdict = check(key, name, write(way.formula)) if way.formula is not None else verdict
        if verdict.code != f"MISTAKE:{way.code}":
            yield f"part {name}: {way.code} is judged {verdict.code}"


def spellings(part: PartKey) -> Iterator[str]:
    """Yield the ways in which people type the right answer of a part."""
    if isinstance(part, RankingKey):
        yield f" {part.sign} ".join(part.order)
    elif isinstance(part, SeveralKey):
        yield ", ".join(LETTERS[n] for n in part.rights)
    elif isinstance(part, NumberKey) and not part.options:
        yield from number_spellings(part.printed if part.answer.units != "forbidden" else Printed(part.printed.number))
    elif isinstance(part, (NumberKey, ChoiceKey)):
        yield LETTERS[part.right]
        if _is_direction(part):
            yield part.options[part.right].key


def number_spellings(printed: Printed) -> Iterator[str]:
    """Yield the ways in which people type a number with its unit.

    >>> list(number_spellings(Printed("-82.6", "mV")))
    ['-82.6 mV', '−82.6 mV', '-82.6mV', '-82,6 mV', '-8.26e1 mV', '-8.26×10^1 mV']
    """
    number, unit = printed.number, "" if printed.unit == "1" else f" {printed.unit}"
    mantissa, _, exponent = f"{Decimal(number):e}".partition("e")
    yield f"{number}{unit}"
    yield f"{number}{unit}".replace("-", "−")
    if not unit[1:2].isdigit():
        yield f"{number}{unit.strip()}"
    if "e" not in number and len(number.partition(".")[2]) in (1, 2):  # three decimals could be thousands
        yield f"{number.replace('.', ',')}{unit}"
    yield f"{mantissa}e{int(exponent)}{unit}"
    yield f"{mantissa}×10^{int(exponent)}{unit}"


def _is_direction(part: NumberKey | ChoiceKey) -> bool:
    answer = part.part.answer
    return isinstance(answer, DecisionAnswer) and answer.explained.decision.direction


def _leads(made: Variant) -> Iterator[tuple[str, str]]:
    """Yield the mistakes that lead somewhere in a variant, with their part."""
    for key in made.parts:
        codes = [code for wrong in key.wrong for code in wrong.codes] if isinstance(key, NumberKey) else []
        codes += [code for option in options_of(key) for code in option.codes]
        yield from ((key.part.label, code) for code in dict.fromkeys(codes))


def _unused(template: Template, led: Counter[tuple[str, str]], looked: int) -> Iterator[str]:
    """A mistake that no variant keeps is dead weight in a template that names it."""
    if looked < ENOUGH:
        return
    for n, part in enumerate(template.parts):
        for way in part.wrong if not isinstance(part.answer, SymbolicAnswer) else ():
            if not led[part.label, way.code] and template.model.parts[n].mistakes is not None:
                yield f"part {part.label}: {way.code} changes nothing in {looked:,} variants; take it out"


