"""What a bank's YAML may say: pydantic models, used only at the edge where files are read.

Field descriptions show up in editors through the JSON Schema (``banks/*.schema.json``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from problemgen.bank.figure_schema import BankFigure, Figure
from problemgen.bank.schema_base import Amount, Formula, Label, Model, Scalar, Text, one_of


class Constant(Model):
    """A constant of nature, with its source."""

    name: str
    math: str = Field(description="how it looks in maths, e.g. R")
    value: float
    unit: str = "1"
    digits: int = Field(4, ge=1, le=12, description="significant digits printed in worked solutions")
    source: str


class Quantity(Model):
    """A quantity of the course: its symbol, its unit, how a derived value prints."""

    name: str
    math: str = Field(description="how it looks in maths, e.g. V_\\mathrm{m}")
    unit: str = "1"
    digits: int | None = Field(None, ge=1, le=12, description="significant digits of a derived value")
    decimals: int | None = Field(None, ge=0, le=12, description="decimals of a derived value")
    positive: bool = Field(False, description="never zero or negative (concentrations, temperatures)")


class Relation(Model):
    """An equation of the course, stated once and solved for whatever is asked."""

    title: str
    equation: str = Field(description="left = right, in the bank's quantities and constants")
    note: Text | None = Field(None, description="conventions, range of validity")
    source: list[str] = []
    mistakes: list[str] = Field([], description="mistakes tried where a template does not name its own")


class Change(Model):
    """One change to an expression: exactly one of these."""

    swap: tuple[str, str] | None = Field(None, description="exchange two symbols")
    replace: dict[str, Formula] | None = Field(None, description="put a formula in place of a symbol")
    function: dict[str, str] | None = Field(None, description="use another function, e.g. {ln: log10}")
    result: Formula | None = Field(None, description="change the result, which is called `result`: -result, abs(result)")
    formula: Formula | None = Field(None, description="use another formula altogether")


class Mistake(Model):
    """A named, predictable wrong way, stated once as a change to an expression."""

    title: str
    change: Change
    feedback: Text = Field(description="one or two sentences that teach; never the key")
    source: list[str] = []


class Outcome(Model):
    """One outcome of a decision."""

    when: Formula = Field(description="a condition in the decision's quantities")
    text: Text = Field(description="the option as the student reads it")
    because: Text = Field(description="the sentence that explains it in the worked solution")
    words: list[str] = Field([], description="other words that mean this option")


class Decision(Model):
    """A question with a few outcomes, decided by conditions: the key and its explanation come from here."""

    title: str
    needs: list[str] = Field(description="the quantities that the conditions use")
    outcomes: dict[Label, Outcome] = Field(min_length=1)
    direction: bool = Field(False, description="the outcomes are directions, typed in words")
    mistakes: list[str] = []


class Column(Model):
    """One column of a table: exactly one of these."""

    unit: str | None = Field(None, description="numbers, or [low, high] ranges, in this unit")
    text: bool = Field(False, description="Markdown text")
    table: str | None = Field(None, description="a row of another table")
    source: bool = Field(False, description="keys of the bank's sources")


class Table(Model):
    """A cited data table."""

    title: str
    columns: dict[Label, Column] = Field(min_length=1)
    rows: dict[Label, dict[str, Any]] = Field(min_length=1)


class Source(Model):
    """A reference that can be followed."""

    citation: str
    doi: str | None = None
    url: str | None = None
    says: str | None = Field(None, description="which values it states")


class BankHead(Model):
    """bank.yaml: the sections may also stand in files of their own (relations.yaml, tables/cells.yaml ...)."""

    title: str
    description: Text = ""
    language: Literal["en"] = "en"
    conventions: Text = Field("", description="printed on every sheet: signs, constants, rounding")
    constants: dict[Label, Constant] = {}
    quantities: dict[Label, Quantity] = {}
    relations: dict[Label, Relation] = {}
    mistakes: dict[Label, Mistake] = {}
    decisions: dict[Label, Decision] = {}
    figures: dict[Label, BankFigure] = {}
    tables: dict[Label, Table] = {}
    sources: dict[Label, Source] = {}


class RowDraw(Model):
    """Draw a row of a table."""

    row: str = Field(description="the table")
    only: list[str] = Field([], description="these rows only")
    drop: list[str] = Field([], description="not these rows")
    match: dict[str, str] = Field({}, description="column: an earlier row draw, or the key of a row")


class RowsDraw(Model):
    """Draw from a few rows written here."""

    rows: dict[Label, dict[str, Scalar]] = Field(min_length=1)


class RangeDraw(Model):
    """Draw a number from a range, on a grid of printed values."""

    range: Annotated[
        Annotated[tuple[float, float], Tag("pair")] | Annotated[str, Tag("field")],
        Discriminator(lambda value: "field" if isinstance(value, str) else "pair"),
    ] = Field(description="[low, high], or a table field such as ion.out")
    unit: str | None = None
    digits: int | None = Field(None, ge=1, le=6)
    decimals: int | None = Field(None, ge=0, le=6)
    step: float | None = Field(None, gt=0)


class ChoicesDraw(Model):
    """Draw one of a few numbers."""

    choices: list[float] = Field(min_length=1)
    unit: str | None = None


Draw = Annotated[
    Annotated[RowDraw, Tag("row")] | Annotated[RowsDraw, Tag("rows")]
    | Annotated[RangeDraw, Tag("range")] | Annotated[ChoicesDraw, Tag("choices")],
    one_of("row", "rows", "range", "choices"),
]  # fmt: skip


class FromRelation(Model):
    """Solve a relation for a quantity."""

    relation: str
    solve_for: str | None = Field(None, alias="for", description="the relation's symbol, where the name here differs")
    using: dict[str, Formula] = Field({}, alias="with", description="relation's symbol: name or number of this problem")
    unit: str | None = None
    digits: int | None = Field(None, ge=1, le=12)
    decimals: int | None = Field(None, ge=0, le=12)


class FromFormula(Model):
    """Work out a value by a formula of this problem's own."""

    formula: Formula
    unit: str | None = None
    digits: int | None = Field(None, ge=1, le=12)
    decimals: int | None = Field(None, ge=0, le=12)


Derivation = Annotated[
    Annotated[FromRelation, Tag("relation")] | Annotated[FromFormula, Tag("formula")], one_of("relation", "formula")
]


class Tolerance(Model):
    """How far from the key is still right: the largest of these where several are given."""

    relative: Amount | None = Field(None, description="e.g. 1 %")
    absolute: Amount | None = Field(None, description="e.g. 0.5 mV")
    following: dict[str, Amount] = Field({}, description="what a change of an input does to the answer, e.g. {R: 1 %}")


class QuantityAnswer(Model):
    """A number with a unit, typed."""

    quantity: str
    unit: str | None = None
    decimals: int | None = Field(None, ge=0, le=12)
    digits: int | None = Field(None, ge=1, le=12)
    tolerance: Tolerance | None = None
    units: Literal["assumed", "required", "forbidden"] = "assumed"
    kind: Literal["quantity", "integer", "count"] = Field("quantity", description="count: a power of ten is asked")


class ChooseAnswer(Model):
    """A number picked from the right one and what mistakes give."""

    choose: str
    unit: str | None = None
    decimals: int | None = Field(None, ge=0, le=12)
    digits: int | None = Field(None, ge=1, le=12)
    options: int = Field(4, ge=2, le=8)


class DecisionAnswer(Model):
    """One outcome of a decision of the bank."""

    decision: str
    using: dict[str, Formula] = Field({}, alias="with")


class Choice(Model):
    """One statement to choose from."""

    text: Text
    right: bool | Formula = False
    feedback: Text = ""


class ChoicesAnswer(Model):
    """One right statement among several."""

    choices: list[Choice] = Field(min_length=2, max_length=10)
    shuffle: bool = True


class SeveralAnswer(Model):
    """All right statements among several; credit is (right ones chosen - wrong ones chosen) / right ones."""

    several: list[Choice] = Field(min_length=2, max_length=10)
    shuffle: bool = True


class RankingAnswer(Model):
    """Things put in order by the value of a formula, the largest first."""

    ranking: dict[Label, Formula] = Field(min_length=2, max_length=8, description="short name typed by students: its value")
    apart: Amount | None = Field(None, description="variants with two values closer than this are not issued")
    smallest_first: bool = False


class SymbolicAnswer(Model):
    """A formula, typed; judged by its values at sampled points."""

    symbolic: Formula
    names: dict[str, tuple[float, float]] = Field(min_length=1, description="every symbol, with a range to sample it in")


Answer = Annotated[
    Annotated[QuantityAnswer, Tag("quantity")] | Annotated[ChooseAnswer, Tag("choose")]
    | Annotated[DecisionAnswer, Tag("decision")] | Annotated[ChoicesAnswer, Tag("choices")]
    | Annotated[SeveralAnswer, Tag("several")] | Annotated[RankingAnswer, Tag("ranking")]
    | Annotated[SymbolicAnswer, Tag("symbolic")],
    one_of("quantity", "choose", "decision", "choices", "several", "ranking", "symbolic"),
]  # fmt: skip


class CreditedMistake(Model):
    """A mistake that earns part of the points."""

    mistake: str
    credit: Amount = Field(description="more than 0 and less than 100 %, e.g. 50 %")


class Part(Model):
    """One question of a problem, with its answer."""

    ask: Text
    answer: Answer
    mistakes: list[str | CreditedMistake] | None = Field(
        None, description="mistakes of the bank, with a credit where one earns points; those of the relation where left out"
    )
    explain: list[str | dict[str, dict[str, Formula]]] = Field([], description="decisions whose sentence ends the solution")
    solution: Text = Field("", description="words before the derived steps, or the whole solution of a choice")
    points: float | None = Field(None, gt=0, le=1000)
    space: int | None = Field(None, ge=0, le=40, description="lines of room to work")
    hints: list[Text] = []


class Golden(Model):
    """A worked case that the template must reproduce."""

    source: str = ""
    given: dict[str, Scalar] = Field(alias="set", description="drawn name: value with unit, or key of a row")
    expect: dict[str, Scalar] = Field(min_length=1, description="derived name or part label: value or option")


class TemplateModel(Model):
    """problems/<topic>/<name>.yaml: one problem template."""

    title: str
    objectives: list[str] = []
    difficulty: int = Field(1, ge=1, le=3)
    minutes: float = Field(3, gt=0, le=240)
    prerequisites: list[str] = []
    source: list[str] = []
    draw: dict[Label, Draw] = {}
    let: dict[Label, Formula] = Field({}, description="short names for table fields or fixed numbers")
    derive: dict[Label, Derivation] = {}
    symbols: dict[str, str] = Field({}, description="how names look in maths here; may hold {{ slots }}")
    require: list[Formula] = []
    text: Text
    figures: list[Figure] = Field([], max_length=4, description="pictures below the text; a name is a figure of the bank")
    parts: list[Part] = Field(min_length=1, max_length=12)
    golden: list[Golden] = []
    few_variants: str | None = Field(None, description="why a space under 200 variants is fine here")


class ProblemChoice(Model):
    """One place on a sheet: a template, or some of several."""

    template: str | None = None
    pick: int | None = Field(None, ge=1)
    of: list[str] = Field([], description="the templates to pick from")
    points: float | None = Field(None, gt=0, le=1000)


class AssignmentModel(Model):
    """assignments/<name>.yaml: which problems make a sheet."""

    title: str
    course: str = ""
    instructions: Text = ""
    problems: list[ProblemChoice | str] = Field(min_length=1, max_length=100)
    points: float | None = Field(None, gt=0, le=1000, description="each problem's points; else a point a part")
    salt: str = Field(min_length=4, description="keep it secret and never change it during a course")
    roster: str | None = Field(None, description="the class list used when none is named")
    feedback: Literal["full", "plain"] = "full"
    apart_from: list[str] = Field(default_factory=list, max_length=100, description="assignments whose variants nobody gets here")
