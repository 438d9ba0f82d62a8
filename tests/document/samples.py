"""A small sheet with everything that a document template must cope with."""

from __future__ import annotations

from problemgen.document.sheet import Safe, Sheet, SheetMistake, SheetPart, SheetProblem, SheetSolution
from problemgen.errors import Place
from problemgen.markup.pattern import Fragment, Value, fill, pattern
from problemgen.markup.prose import parse_inline, parse_prose
from problemgen.maths.numbers import Printed

PLACE = Place("sample.yaml", 1, 1)
HOSTILE = 'Student 1 \\input{/etc/passwd} #eval("1") ] $x <b> {{ 7*7 }} << 7*7 >> Ångström-Nguyễn 😀 & % _ ^ ~ `x`'
VALUES: dict[str, Value] = {
    "ion": Fragment(parse_inline(r"$\mathrm{Cl}^-$", PLACE)),
    "T": Printed("37", "degC"),
    "c_out": Printed("110", "mM"),
    "c_in": Printed("5", "mM"),
    "V_m": Printed("-65", "mV"),
    "E": Printed("-82.6", "mV"),
    "DF": Printed("17.6", "mV"),
    "work": Printed("1.12e-20", "J"),
    "g": Printed("0.3", "mS/cm^2"),
}
GIVEN = r"""At {{ T }} the concentration of {{ ion }} is {{ c_out }} outside and {{ c_in }} inside; {{ g }}, {{ work }}.

| ion | out |
|-----|----:|
| {{ ion }} | {{ c_out|value }} |

- one *thing*
- **another** `code_x`
"""
STEPS = r"""With $T$ in kelvin:

$$
E = \frac{RT}{zF}\ln\frac{[{{ ion }}]_\mathrm{out}}{[{{ ion }}]_\mathrm{in}} = {{ E }}
$$
"""


def sample(format: str, name: str = "Student 1") -> Sheet:
    """Make the sheet for a format."""

    def text(source: str) -> Safe:
        return Safe(fill(pattern(parse_prose(source, PLACE), format), VALUES))

    def line(source: str) -> Safe:
        return Safe(fill(pattern(parse_inline(source, PLACE), format), VALUES))

    mistakes = (SheetMistake(line("82.6 mV"), line("the ratio is upside down")),)
    number = SheetSolution(line("{{ E }}"), line("−83.4 to −81.8 mV"), (text(STEPS),), line("It is negative."), mistakes)
    choice = SheetSolution(line("into the cell"), explanation=line("$z(V_m - E) < 0$"), correct=(0,))
    problems = (
        SheetProblem(1, line("One ion"), text(GIVEN), (
            SheetPart("", line("What is $E$?"), 2, unit=line("mV"), hint=line("One decimal."), solution=number),
        )),
        SheetProblem(2, line("Driving force"), line("At {{ V_m }}:"), (
            SheetPart("a", line("What is $V_m - E$?"), 1.5, unit=line("mV"), solution=SheetSolution(line("{{ DF|signed }}"))),
            SheetPart("b", line("Where to?"), 1, options=(line("into the cell"), line("out")), solution=choice),
        )),
    )  # fmt: skip
    conventions = (line(r"$V_m = \varphi_\mathrm{in} - \varphi_\mathrm{out}$"),)
    return Sheet("Problem set 1", "Physiology & friends", name, "s001", "PS1-0042", problems, conventions)
