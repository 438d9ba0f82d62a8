"""Read the parts of a template: what is asked, the answer's window, and the wrong ways that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from problemgen.bank import schema
from problemgen.bank.amount import read_amount
from problemgen.bank.bank import Mistake
from problemgen.bank.changes import changed, changed_conditions, changed_relation
from problemgen.bank.load import bind
from problemgen.bank.schema_base import Scalar
from problemgen.bank.scope import Scope, as_name
from problemgen.bank.template import (
    LABELS,
    Answer,
    Choice,
    ChoicesAnswer,
    DecisionAnswer,
    Derived,
    Explained,
    NumberAnswer,
    Part,
    RankingAnswer,
    Style,
    SymbolicAnswer,
    WrongWay,
)
from problemgen.bank.validate import Problems
from problemgen.bank.yamlfile import YamlFile
from problemgen.errors import Place, unknown
from problemgen.markup.nodes import Words, slot_names
from problemgen.markup.prose import parse_inline, parse_prose
from problemgen.markup.rename import rename_slots
from problemgen.maths.formula import parse
from problemgen.maths.numbers import exact
from problemgen.maths.tree import Binary, Name, Node, Number, names, substitute
from problemgen.maths.units import UnitError, in_si, unit

DEFAULT_TOLERANCE = schema.Tolerance(relative="1 %")


def read_parts(
    model: schema.TemplateModel, file: YamlFile, scope: Scope, derived: Sequence[Derived], problems: Problems
) -> tuple[Part, ...]:
    """Read all parts, adding what is wrong to ``problems``."""
    reader = _PartReader(file, scope, {each.name: each for each in derived}, problems)
    parts = tuple(part for n, each in enumerate(model.parts) if (part := reader.part(n, each)))
    answers = {part.answer.quantity for part in parts if isinstance(part.answer, NumberAnswer)}
    asks = [(model.text, ("text",)), *((each.ask, ("parts", n, "ask")) for n, each in enumerate(model.parts))]
    for text, path in asks:
        with problems.at(file.place(*path)):
            for name in slot_names(parse_prose(text, file.place(*path))):
                if name in answers:
                    problems.add(f"{{{{ {name} }}}} would print the answer; take it out of the question", file.place(*path))
    return parts


class _PartReader:
    """Reads one part after another in the scope of the whole template."""

    def __init__(self, file: YamlFile, scope: Scope, derived: Mapping[str, Derived], problems: Problems) -> None:
        self.file, self.scope, self.bank, self.derived, self.problems = file, scope, scope.bank, derived, problems

    def part(self, n: int, model: schema.Part) -> Part | None:
        place = self.file.place("parts", n)
        with self.problems.at(self.file.place("parts", n, "answer")):
            answer = self.answer(n, model)
            explain = tuple(self.explain(n, model.explain))
            wrong = self.wrong_ways(n, model, answer)
            return Part(
                label=LABELS[n], ask=parse_prose(model.ask, self.file.place("parts", n, "ask")), answer=answer,
                wrong=wrong, explain=explain, solution=parse_prose(model.solution, self.file.place("parts", n, "solution")),
                hints=tuple(parse_prose(hint, place) for hint in model.hints), points=model.points, space=model.space,
            )  # fmt: skip
        return None

    def answer(self, n: int, model: schema.Part) -> Answer:
        answer = model.answer
        if isinstance(answer, schema.QuantityAnswer):
            tolerance = answer.tolerance or DEFAULT_TOLERANCE
            if answer.kind != "quantity" and tolerance.following:
                raise LookupError("a tolerance follows an input for quantities only; give a count a relative tolerance")
            return replace(self.number(answer.quantity, answer, tolerance, answer.units, 0), kind=answer.kind)
        if isinstance(answer, schema.ChooseAnswer):
            return self.number(answer.choose, answer, DEFAULT_TOLERANCE, "assumed", answer.options)
        if isinstance(answer, schema.DecisionAnswer):
            return DecisionAnswer(self.decision(answer.decision, answer.using))
        if isinstance(answer, schema.RankingAnswer):
            return self.ranking(answer)
        if isinstance(answer, schema.SymbolicAnswer):
            return self.symbolic(answer)
        if isinstance(answer, schema.SeveralAnswer):
            several = tuple(self.choice(n, k, each, "several") for k, each in enumerate(answer.several))
            return ChoicesAnswer(several, answer.shuffle, several=True)
        return ChoicesAnswer(tuple(self.choice(n, k, each, "choices") for k, each in enumerate(answer.choices)), answer.shuffle)

    def ranking(self, model: schema.RankingAnswer) -> RankingAnswer:
        nodes = {name: parse(text) for name, text in model.ranking.items()}
        first = self.scope.measure(next(iter(nodes.values())))
        for name, node in nodes.items():
            self.scope.fits(node, first, name)
        apart = read_amount(model.apart if model.apart is not None else 0)
        factor = unit(apart.unit).factor
        return RankingAnswer({name: in_si(node) for name, node in nodes.items()}, apart.value * factor, model.smallest_first)

    def symbolic(self, model: schema.SymbolicAnswer) -> SymbolicAnswer:
        formula = parse(model.symbolic)
        for name in names(formula):
            if name not in model.names:
                raise LookupError(f"the formula has the symbol {name!r}; give it a range to sample in `names`")
        return SymbolicAnswer(formula, model.names)

    def number(
        self, name: str, model: schema.QuantityAnswer | schema.ChooseAnswer, tolerance: schema.Tolerance, units: str, options: int
    ) -> NumberAnswer:
        if name not in self.derived:
            raise LookupError(unknown("derived value", name, self.derived))
        style = self.derived[name].style
        if model.unit is not None or model.digits is not None or model.decimals is not None:
            of = unit(model.unit) if model.unit is not None else style.unit
            if of.dimension != style.unit.dimension:
                raise UnitError(f"{name} is in {style.unit.text}, which {of.text} does not fit")
            style = Style(of, model.digits, model.decimals)
        relative, absolute = self.tolerance(tolerance, style)
        moved = tuple(self.moved(name, symbol, change) for symbol, change in tolerance.following.items())
        return NumberAnswer(name, style, relative, absolute, units, options, moved=moved)

    def moved(self, name: str, symbol: str, change: float | str) -> Node:
        """Give the answer's formula with one input changed by a share: how an inverse problem magnifies a rounded constant."""
        formula = self.derived[name].formula
        if symbol not in names(formula):
            raise LookupError(f"the tolerance follows {symbol!r}, which does not stand in {name}: {', '.join(names(formula))}")
        share = _share(change, "what a tolerance follows")
        return substitute(formula, {symbol: Binary("*", Number(exact(1 + share)), Name(symbol))})

    def tolerance(self, model: schema.Tolerance, style: Style) -> tuple[float, float]:
        relative = absolute = 0.0
        if model.relative is not None:
            amount = read_amount(model.relative)
            if amount.unit not in ("1", "%"):
                raise UnitError("a relative tolerance is a plain number or a percentage")
            relative = unit(amount.unit).factor * amount.value
        if model.absolute is not None:
            amount = read_amount(model.absolute, style.unit.text)
            if unit(amount.unit).dimension != style.unit.dimension:
                raise UnitError(f"the tolerance is in {amount.unit}, the answer in {style.unit.text}")
            absolute = amount.value * unit(amount.unit).factor / style.unit.factor
        if not (0 <= relative < 1 and absolute >= 0 and (relative + absolute > 0 or model.following)):
            raise LookupError("the tolerance must be more than nothing, and a relative one less than 100 %")
        return relative, absolute

    def decision(self, name: str, using: Mapping[str, str]) -> Explained:
        if name not in self.bank.decisions:
            raise LookupError(unknown("decision", name, self.bank.decisions))
        decision = self.bank.decisions[name]
        given = {symbol: parse(text) for symbol, text in using.items()}
        conditions = tuple(self.bound(decision.title, outcome.when, given) for outcome in decision.outcomes)
        names = _new_names(given)
        texts = tuple(rename_slots(outcome.text, names) for outcome in decision.outcomes)
        because = tuple(rename_slots(outcome.because, names) for outcome in decision.outcomes)
        return Explained(decision, given, conditions, texts, because)

    def bound(self, title: str, formula: Node, given: Mapping[str, Node]) -> Node:
        return in_si(substitute(formula, bind(self.scope, title, formula, given)))

    def explain(self, n: int, entries: Sequence[str | Mapping[str, Mapping[str, str]]]) -> Iterator[Explained]:
        for entry in entries:
            with self.problems.at(self.file.place("parts", n, "explain")):
                name, using = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
                yield self.decision(name, using)

    def choice(self, n: int, k: int, model: schema.Choice, field: str) -> Choice:
        path = ("parts", n, "answer", field, k)
        right: Node = Number(str(int(model.right))) if isinstance(model.right, bool) else parse(model.right)
        self.scope.measure(right)
        words: list[Words] = [parse_inline(text, self.file.place(*path, field))
                              for field, text in (("text", model.text), ("feedback", model.feedback))]  # fmt: skip
        return Choice(words[0], in_si(right), words[1])

    def wrong_ways(self, n: int, model: schema.Part, answer: Answer) -> tuple[WrongWay, ...]:
        place = self.file.place("parts", n, "mistakes")
        ways = []
        for name, credit in self.listed(model, answer):
            if name not in self.bank.mistakes:
                self.problems.add(unknown("mistake", name, self.bank.mistakes), place)
                continue
            way = self.wrong_way(self.bank.mistakes[name], answer, place, chosen=model.mistakes is not None)
            if way is not None:
                with self.problems.at(place):
                    ways.append(replace(way, credit=_share(credit, f"the credit of {name}") if credit else 0.0))
        return tuple(ways)

    def listed(self, model: schema.Part, answer: Answer) -> Sequence[tuple[str, Scalar | None]]:
        """List the mistakes to try, each with the credit that is written beside it."""
        if model.mistakes is not None:
            return [(each, None) if isinstance(each, str) else (each.mistake, each.credit) for each in model.mistakes]
        names: Sequence[str] = ()
        if isinstance(answer, DecisionAnswer):
            names = answer.explained.decision.mistakes
        elif isinstance(answer, NumberAnswer):
            relation = self.derived[answer.quantity].relation
            names = relation.mistakes if relation else ()
        return [(name, None) for name in names]

    def wrong_way(self, mistake: Mistake, answer: Answer, place: Place, chosen: bool) -> WrongWay | None:
        """Put a mistake into this template's names; one that was chosen here must apply, an inherited one may not."""
        makers = {DecisionAnswer: self.wrong_decision, NumberAnswer: self.wrong_number, SymbolicAnswer: self.wrong_formula}
        if type(answer) not in makers:
            self.problems.add("no mistakes are named for this kind of answer; statements carry their own feedback", place)
            return None
        way: WrongWay | None = None
        make: Any = makers[type(answer)]
        try:
            way = make(mistake, answer)
        except LookupError as error:
            if chosen:
                self.problems.add(f"{mistake.name}: {error.args[0]}", place)
            return None
        if way is None and chosen:
            self.problems.add(f"{mistake.name} changes nothing here; take it out", place)
        return way

    def wrong_number(self, mistake: Mistake, answer: NumberAnswer) -> WrongWay | None:
        derived = self.derived[answer.quantity]
        if derived.relation is None:
            formula = changed(derived.formula, mistake.change)
            if formula is None:
                return None
            return WrongWay(mistake.name, mistake.feedback, in_si(self.scope.check(formula)))
        formula = changed_relation(derived.relation, derived.asked, mistake.change, self.bank.symbols)
        if formula is None:
            return None
        given = dict(derived.using or {})
        bound = in_si(substitute(formula, bind(self.scope, mistake.title, formula, given)))
        if bound == derived.formula:
            return None
        return WrongWay(mistake.name, rename_slots(mistake.feedback, _new_names(given)), bound)

    def wrong_formula(self, mistake: Mistake, answer: SymbolicAnswer) -> WrongWay | None:
        formula = changed(answer.formula, mistake.change)
        if formula is None:
            return None
        for name in names(formula):
            if name not in answer.ranges:
                raise LookupError(f"its symbol {name!r} is not among the names of this formula")
        return WrongWay(mistake.name, mistake.feedback, formula)

    def wrong_decision(self, mistake: Mistake, answer: DecisionAnswer) -> WrongWay | None:
        explained = answer.explained
        conditions = changed_conditions(explained.decision, mistake.change)
        if conditions is None:
            return None
        bound = tuple(self.bound(mistake.title, condition, explained.using) for condition in conditions)
        return WrongWay(mistake.name, rename_slots(mistake.feedback, _new_names(explained.using)), None, bound)


def _share(amount: float | str, what: str) -> float:
    """Read a share between nothing and everything. Raises LookupError and UnitError."""
    read = read_amount(amount)
    share = read.value * unit(read.unit).factor
    if read.unit not in ("1", "%") or not 0 < share < 1:
        raise LookupError(f"{what} is a share such as 1 %, more than nothing and less than all")
    return share


def _new_names(given: Mapping[str, Node]) -> dict[str, str]:
    """Say which bank symbols have another name here."""
    return {symbol: name for symbol, node in given.items() if (name := as_name(node)) is not None}
