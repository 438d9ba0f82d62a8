"""A bank as the rest of the program sees it: checked, parsed, frozen.

``load_bank`` reads bank.yaml and the section files beside it; templates are loaded one by one when they are asked for
(``template.py``), so that showing one problem does not read a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from problemgen.bank import schema
from problemgen.bank.figure_schema import BankFigure, Drawing, formulas_in, written_in
from problemgen.bank.inside import check_files
from problemgen.bank.packages import check_drawing
from problemgen.bank.tables import Table, read_tables
from problemgen.bank.validate import Problems, validate
from problemgen.bank.yamlfile import YamlFile, read_yaml
from problemgen.cache import digest
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.files import shipped
from problemgen.frozen import frozen
from problemgen.markup.nodes import Prose, Words
from problemgen.markup.prose import parse_inline, parse_prose
from problemgen.maths.evaluate import Undefined, evaluate
from problemgen.maths.formula import FormulaError, parse, parse_equation, write
from problemgen.maths.mathtext import MathError, parse_math
from problemgen.maths.mathtree import Math
from problemgen.maths.numbers import number_text, rounded
from problemgen.maths.tree import FUNCTIONS, Binary, Compare, Equation, Logic, Name, Node, Quantity, children, names, walk
from problemgen.maths.units import Measure, Unit, measure_of, same_dimension, unit, words_of

MAX_VALUES = 60_000  # in the sections and tables of a bank together
SECTIONS = ("constants", "quantities", "relations", "mistakes", "decisions", "figures", "sources")


@frozen
class Symbol:
    """A quantity or constant of the bank; ``value`` (SI) is set for constants only."""

    name: str
    title: str
    math: Math
    unit: Unit
    digits: int | None = None
    decimals: int | None = None
    positive: bool = False
    value: float | None = None
    printed: str | None = None

    @cached_property
    def measure(self) -> Measure:
        return Measure(self.unit.text, self.unit.dimension)


@frozen
class Relation:
    """An equation in the bank's symbols."""

    name: str
    title: str
    equation: Equation
    note: str
    sources: tuple[str, ...]
    mistakes: tuple[str, ...]
    text: str  # the equation as its author wrote it


@frozen
class Change:
    """One change to an expression; exactly one field is set."""

    swap: tuple[str, str] | None = None
    replace: Mapping[str, Node] | None = None
    function: Mapping[str, str] | None = None
    result: Node | None = None
    formula: Node | None = None


@frozen
class Mistake:
    """A named, predictable wrong way."""

    name: str
    title: str
    change: Change
    feedback: Words


@frozen
class Outcome:
    """One outcome of a decision, with its condition and its sentence."""

    key: str
    when: Node
    text: Words
    because: Words
    words: tuple[str, ...]


@frozen
class Decision:
    """A question whose key and explanation come from the same conditions."""

    name: str
    title: str
    needs: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    direction: bool
    mistakes: tuple[str, ...]


@frozen
class Bank:
    """A loaded bank; ``templates`` and ``assignments`` map an id to its file."""

    name: str
    folder: Path
    title: str
    language: str
    conventions: Prose
    symbols: Mapping[str, Symbol]
    relations: Mapping[str, Relation]
    mistakes: Mapping[str, Mistake]
    decisions: Mapping[str, Decision]
    figures: Mapping[str, BankFigure]
    drawings: Mapping[str, Path]  # templates of drawings by name: the bank's own, and those that come with problemgen
    tables: Mapping[str, Table]
    sources: Mapping[str, schema.Source]
    templates: Mapping[str, Path]
    assignments: Mapping[str, Path]
    digest: str  # of the section files' bytes


def load_bank(folder: Path) -> Bank:
    """Read and check a bank's folder. Raises ProblemgenError with every problem of its section files."""
    if not (folder / "bank.yaml").is_file():
        raise ProblemgenError("no bank.yaml in this folder; a bank needs one", Place(str(folder)))
    check_files(folder)
    head, place = _read_head(folder)
    problems = Problems()
    symbols = _symbols(head, place, problems)
    problems.raise_all()
    mistakes = {name: _mistake(name, model, symbols, place, problems) for name, model in head.mistakes.items()}
    relations = {name: _relation(name, model, head, symbols, place, problems) for name, model in head.relations.items()}
    decisions = {name: _decision(name, model, head, symbols, place, problems) for name, model in head.decisions.items()}
    tables = read_tables(head.tables, head.sources, place, problems)
    drawings = _drawings(folder)
    _check_figures(head, drawings, place, problems)
    conventions: Prose = ()
    with problems.at(place("conventions")):
        conventions = parse_prose(head.conventions, place("conventions"))
    problems.raise_all()
    return Bank(
        name=folder.name, folder=folder, title=head.title, language=head.language, conventions=conventions,
        symbols=symbols, relations={name: relation for name, relation in relations.items() if relation},
        mistakes={name: mistake for name, mistake in mistakes.items() if mistake}, decisions=decisions,
        figures=head.figures, drawings=drawings, tables=tables, sources=head.sources,
        templates=yaml_files(folder / "problems"), assignments=yaml_files(folder / "assignments"),
        digest=digest(place.main.digest, *(file.digest for file in place.files.values()), *_contents(folder)),
    )  # fmt: skip


def yaml_files(folder: Path) -> dict[str, Path]:
    """List a folder's YAML files by their ids: ``nernst.forward`` is nernst/forward.yaml."""
    found = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("."))
    return {".".join(path.relative_to(folder).with_suffix("").parts): path for path in found}


def _drawings(folder: Path) -> dict[str, Path]:
    """Find the templates of drawings; a bank's own wins over one of the same name that comes with problemgen."""
    places = (shipped("templates") / "figures", folder / "figures")
    found = [path for place in places for path in sorted(place.glob("*.svg.j2")) if not path.name.startswith("_")]
    return {path.name.removesuffix(".svg.j2"): path for path in found}


def _contents(folder: Path) -> list[str]:
    """Read the bank's own drawings, for its digest."""
    return [digest(path.name, path.read_bytes().hex()) for path in sorted((folder / "figures").glob("*.svg.j2"))]


def _check_figures(head: schema.BankHead, drawings: Mapping[str, Path], place: _Places, problems: Problems) -> None:
    """Read the texts and formulas of figures; what their names stand for is known where they are used."""
    for name, model in head.figures.items():
        if isinstance(model, Drawing):
            with problems.at(place("figures", name, "drawing")):
                check_drawing(model.drawing, drawings)
        for text, path in written_in(model):
            with problems.at(place("figures", name, *path)):
                parse_inline(text, place("figures", name, *path))
        for text, path in formulas_in(model):
            with problems.at(place("figures", name, *path)):
                parse(text)


class _Places:
    """Finds the place of a value of the merged head in the file where it really stands."""

    def __init__(self, main: YamlFile) -> None:
        self.main = main
        self.files: dict[Path, YamlFile] = {}
        self.entries: dict[tuple[str, str], tuple[YamlFile, tuple[str, ...]]] = {}
        self.values = len(main.places)

    def read(self, path: Path) -> YamlFile:
        """Read a section file. Raises ProblemgenError, also where all of them together hold too much."""
        if self.values <= MAX_VALUES:
            file = self.files[path] = read_yaml(path)
            self.values += len(file.places)
        if self.values > MAX_VALUES:  # the first that is too much, and all that follow
            raise ProblemgenError(f"more than {MAX_VALUES:,} values in the sections and tables of a bank", Place(str(path)))
        return file

    def __call__(self, *path: str | int) -> Place:
        file, within = self.entries.get((str(path[0]), str(path[1])) if len(path) > 1 else ("", ""), (None, ()))
        return self.main.place(*path) if file is None else file.place(*within, *path[2:])


def _read_head(folder: Path) -> tuple[schema.BankHead, _Places]:
    """Merge bank.yaml with its section files: relations.yaml, relations/*.yaml ..., and tables/*.yaml, a table a file."""
    main = read_yaml(folder / "bank.yaml")
    place = _Places(main)
    data = dict(main.data) if isinstance(main.data, dict) else {}
    problems = Problems()
    for section in SECTIONS:
        for path in [folder / f"{section}.yaml", *_section_files(folder / section)]:
            if path.is_file():
                with problems.at(Place(str(path))):
                    file = place.read(path)
                    entries = file.data if isinstance(file.data, dict) else {}
                    _merge(data, section, {name: (file, (name,)) for name in entries}, entries, place, problems)
    for path in _section_files(folder / "tables"):
        with problems.at(Place(str(path))):
            file = place.read(path)
            _merge(data, "tables", {path.stem: (file, ())}, {path.stem: file.data}, place, problems)
    problems.raise_all()
    return validate(schema.BankHead, data, place), place


def _section_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def _merge(
    data: dict[str, Any], section: str, found: Mapping[str, tuple[YamlFile, tuple[str, ...]]], entries: Mapping[str, Any],
    place: _Places, problems: Problems,
) -> None:  # fmt: skip
    known = data[section] = dict(data.get(section) or {})
    for name, (file, within) in found.items():
        if name in known:
            problems.add(f"{name!r} of {section} stands in {place(section, name).file} already; keep one", file.place(*within))
        known[name] = entries[name]
        place.entries[section, name] = (file, within)


def _symbols(head: schema.BankHead, place: _Places, problems: Problems) -> dict[str, Symbol]:
    symbols: dict[str, Symbol] = {}
    for section, models in (("constants", head.constants), ("quantities", head.quantities)):
        for name, model in models.items():
            if name in symbols:
                problems.add(f"{name!r} is a constant and a quantity; rename one", place(section, name))
            with problems.at(place(section, name, "unit")):
                math = _math(model.math, place(section, name, "math"))
                symbols[name] = _symbol(name, model, math)
    return symbols


def _symbol(name: str, model: schema.Constant | schema.Quantity, math: Math) -> Symbol:
    of = unit(model.unit)
    if isinstance(model, schema.Constant):
        return Symbol(name, model.name, math, of, digits=model.digits, positive=model.value > 0,
                      value=of.to_si(model.value), printed=number_text(rounded(model.value, digits=model.digits)))  # fmt: skip
    return Symbol(name, model.name, math, of, model.digits, model.decimals, model.positive)


def _math(text: str, place: Place) -> Math:
    try:
        return parse_math(text)
    except MathError as error:
        raise ProblemgenError(error.message, Place(place.file, place.line, place.column + error.column)) from None


def measures(symbols: Mapping[str, Symbol]) -> dict[str, Measure]:
    """Give the unit of every symbol, for checking formulas."""
    return {name: symbol.measure for name, symbol in symbols.items()}


def check_names(node: Node, known: Mapping[str, object], kind: str = "quantity") -> None:
    """Raise LookupError for the first name of a formula that is not known."""
    for name in names(node):
        if name not in known:
            raise LookupError(unknown(kind, name, known))


def check_numbers(node: Node) -> None:
    """Raise LookupError where numbers alone make no finite value: 9^9^9^9 would keep computer algebra busy for ever."""
    parts = list(walk(node))
    if isinstance(node, Binary) and not any(isinstance(part, (Name, Quantity)) for part in parts):
        try:
            evaluate(node, {})
        except Undefined:
            raise LookupError(f"{write(node)[:60]} has no finite value") from None
        return
    for child in children(node):
        check_numbers(child)


def _relation(
    name: str, model: schema.Relation, head: schema.BankHead, symbols: Mapping[str, Symbol], place: _Places, problems: Problems
) -> Relation | None:
    _check_listed("mistake", model.mistakes, head.mistakes, place("relations", name, "mistakes"), problems)
    _check_listed("source", model.source, head.sources, place("relations", name, "source"), problems)
    with problems.at(place("relations", name, "equation")):
        equation = parse_equation(model.equation)
        for side in (equation.left, equation.right):
            check_names(side, symbols)
            check_numbers(side)
        left, right = (measure_of(side, measures(symbols)) for side in (equation.left, equation.right))
        if not same_dimension(left.dimension, right.dimension):
            raise LookupError(f"the two sides do not fit: {left.text} on the left, {right.text} on the right")
        return Relation(name, model.title, equation, model.note or "", tuple(model.source), tuple(model.mistakes), model.equation)
    return None


def _check_listed(kind: str, listed: list[str], known: Mapping[str, object], place: Place, problems: Problems) -> None:
    for name in listed:
        if name not in known:
            problems.add(unknown(kind, name, known), place)


def _mistake(
    name: str, model: schema.Mistake, symbols: Mapping[str, Symbol], place: _Places, problems: Problems
) -> Mistake | None:
    where = place("mistakes", name, "change")
    if len(model.change.model_fields_set) != 1:
        problems.add("a change is exactly one of: swap, replace, function, result, formula", where)
        return None
    with problems.at(where):
        change = _change(model.change, symbols)
        return Mistake(name, model.title, change, parse_inline(model.feedback, place("mistakes", name, "feedback")))
    return None


def _change(model: schema.Change, symbols: Mapping[str, Symbol]) -> Change:
    replace = {symbol: parse(text) for symbol, text in (model.replace or {}).items()}
    result = parse(model.result) if model.result is not None else None
    formula = parse(model.formula) if model.formula is not None else None
    known = {**symbols, "result": None}
    for node in [*replace.values(), *(node for node in (result, formula) if node is not None)]:
        check_names(node, known if node is result else symbols)
        check_numbers(node)
    for symbol in (*replace, *(model.swap or ())):
        if symbol not in symbols:
            raise LookupError(unknown("quantity", symbol, symbols))
    for symbol, node in replace.items():
        found, needed = measure_of(node, measures(symbols)), symbols[symbol].measure
        if not same_dimension(found.dimension, needed.dimension):
            need, have = words_of(needed.dimension), words_of(found.dimension)
            raise LookupError(f"{symbol} is a {need} ({needed.text}), but this is a {have} ({found.text})")
    for function in (*(model.function or {}), *(model.function or {}).values()):
        if function not in FUNCTIONS:
            raise LookupError(unknown("function", function, FUNCTIONS))
    return Change(model.swap, replace or None, model.function, result, formula)


def _decision(
    name: str, model: schema.Decision, head: schema.BankHead, symbols: Mapping[str, Symbol], place: _Places, problems: Problems
) -> Decision:
    _check_listed("quantity", model.needs, symbols, place("decisions", name, "needs"), problems)
    _check_listed("mistake", model.mistakes, head.mistakes, place("decisions", name, "mistakes"), problems)
    known = {symbol: symbols[symbol] for symbol in model.needs if symbol in symbols}
    known |= {symbol: each for symbol, each in symbols.items() if each.value is not None}
    outcomes = []
    for key, each in model.outcomes.items():
        where = ("decisions", name, "outcomes", key)
        with problems.at(place(*where, "when")):
            when = parse(each.when)
            if not isinstance(when, (Compare, Logic)):
                raise FormulaError("a condition compares two values, such as abs(E) > 5 mV", 0)
            check_names(when, known, "quantity in `needs`")
            measure_of(when, measures(symbols))
            text, because = (parse_inline(getattr(each, field), place(*where, field)) for field in ("text", "because"))
            outcomes.append(Outcome(key, when, text, because, tuple(each.words)))
    return Decision(name, model.title, tuple(model.needs), tuple(outcomes), model.direction, tuple(model.mistakes))
