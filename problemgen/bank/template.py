"""A problem template, checked against its bank: names resolved, relations solved, mistakes turned into formulas.

Everything that is the same for all variants is worked out here, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from problemgen.bank import schema
from problemgen.bank.bank import Bank, Decision, Relation
from problemgen.bank.figure import Figure, words_of
from problemgen.bank.tables import Table
from problemgen.bank.yamlfile import YamlFile
from problemgen.frozen import frozen
from problemgen.markup.nodes import Prose, Words
from problemgen.maths.mathtree import Math
from problemgen.maths.tree import Node
from problemgen.maths.units import Unit

LABELS = "abcdefghijklmnopqrstuvwxyz"


@frozen
class RowDraw:
    """Draw a row; ``match`` maps a column to an earlier row draw or a row's key."""

    name: str
    table: Table
    keys: tuple[str, ...]
    match: Mapping[str, str]


@frozen
class NumberDraw:
    """Draw a number: from ``field`` (a table's range), from ``low`` to ``high``, or one of ``choices``."""

    name: str
    unit: Unit
    field: str | None = None
    low: float = 0.0
    high: float = 0.0
    choices: tuple[float, ...] = ()
    digits: int | None = None
    decimals: int | None = None
    step: float | None = None


@frozen
class Style:
    """How a number prints: its unit, and digits or decimals."""

    unit: Unit
    digits: int | None = None
    decimals: int | None = None


@frozen
class Derived:
    """A value worked out from others: ``formula`` in this template's names, SI; ``written`` with its units kept.

    ``relation``, ``asked`` and ``using`` say where it comes from, for the worked solution; all None for a formula
    of the template's own.
    """

    name: str
    formula: Node
    written: Node
    style: Style
    relation: Relation | None = None
    asked: str = ""
    using: Mapping[str, Node] | None = None


@frozen
class WrongWay:
    """A mistake in this template's names: a wrong formula, or a decision's wrong conditions."""

    code: str
    feedback: Words
    formula: Node | None = None
    conditions: tuple[Node, ...] = ()
    credit: float = 0.0


@frozen
class Explained:
    """A decision with its conditions and sentences in this template's names."""

    decision: Decision
    using: Mapping[str, Node]
    conditions: tuple[Node, ...]
    texts: tuple[Words, ...]
    because: tuple[Words, ...]


@frozen
class NumberAnswer:
    """A typed number (or, with ``options``, a number to choose); the window is the largest tolerance, in ``style.unit``."""

    quantity: str
    style: Style
    relative: float
    absolute: float
    units: str = "assumed"
    options: int = 0
    kind: str = "quantity"
    moved: tuple[Node, ...] = ()  # the answer's formula with an input changed; the window reaches as far


@frozen
class DecisionAnswer:
    """An outcome of a decision."""

    explained: Explained


@frozen
class Choice:
    """One statement; ``right`` is its condition."""

    text: Words
    right: Node
    feedback: Words


@frozen
class ChoicesAnswer:
    """One right statement among several, or (with ``several``) all right ones."""

    choices: tuple[Choice, ...]
    shuffle: bool
    several: bool = False


@frozen
class RankingAnswer:
    """Things in order of their values; ``apart`` is the least distance (SI) between neighbours."""

    values: Mapping[str, Node]
    apart: float
    smallest_first: bool


@frozen
class SymbolicAnswer:
    """A formula in declared names, each with a range to sample it in; a wrong way's ``formula`` is in the same names."""

    formula: Node
    ranges: Mapping[str, tuple[float, float]]


Answer = NumberAnswer | DecisionAnswer | ChoicesAnswer | RankingAnswer | SymbolicAnswer


@frozen
class Part:
    """One question with its answer and the wrong ways that lead elsewhere."""

    label: str
    ask: Prose
    answer: Answer
    wrong: tuple[WrongWay, ...]
    explain: tuple[Explained, ...]
    solution: Prose
    hints: tuple[Prose, ...]
    points: float | None
    space: int | None


@frozen
class Template:
    """A checked problem template; ``maths`` says how every name looks, ``styles`` how every number prints."""

    id: str
    bank: Bank
    model: schema.TemplateModel
    rows: tuple[RowDraw, ...]
    numbers: tuple[NumberDraw, ...]
    fields: Mapping[str, str]  # a short name or the dotted name itself -> the dotted table field that it stands for
    text_fields: tuple[str, ...]  # the dotted table fields that texts print
    derived: tuple[Derived, ...]
    require: tuple[Node, ...]
    maths: Mapping[str, Math]
    looks: Mapping[str, Words]  # the same maths as words, for answers that repeat the symbol
    styles: Mapping[str, Style]
    heading: Words  # the title
    text: Prose
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    file: YamlFile  # for the places of what is wrong
    digest: str  # of what a student sees apart from the numbers
    source_digest: str  # of the file's bytes and the bank's

    @property
    def title(self) -> str:
        return self.model.title

    def derivation(self, name: str) -> Derived:
        """Give the derivation of a name. Raises KeyError."""
        return next(each for each in self.derived if each.name == name)


Path = tuple[str | int, ...]


def texts_of(template: Template) -> Iterator[tuple[Path, Prose | Words]]:
    """Yield every text that a variant may print, with its path in the template's file."""
    yield ("text",), template.text
    yield from ((("figures", n), words) for n, figure in enumerate(template.figures) for words in words_of(figure))
    for n, part in enumerate(template.parts):
        path = ("parts", n)
        yield (*path, "ask"), part.ask
        yield (*path, "solution"), part.solution
        yield from (((*path, "hints", k), hint) for k, hint in enumerate(part.hints))
        yield from (((*path, "mistakes"), way.feedback) for way in part.wrong)
        yield from (((*path, "explain"), words) for each in part.explain for words in (*each.texts, *each.because))
        if isinstance(part.answer, DecisionAnswer):
            explained = part.answer.explained
            yield from (((*path, "answer"), words) for words in (*explained.texts, *explained.because))
        if isinstance(part.answer, ChoicesAnswer):
            field = "several" if part.answer.several else "choices"
            for k, choice in enumerate(part.answer.choices):
                yield (*path, "answer", field, k, "text"), choice.text
                yield (*path, "answer", field, k, "feedback"), choice.feedback
