"""Banks from a stranger that try to hang, to explode, to read files, or to run code: the tiny bank with one thing changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.banks import edit

Attack = Callable[[Path], None]

VALUE = "problems/force/value.yaml"
TEXT = "text: The {{ ion.name }} of a cell at {{ V_m }} has the equilibrium potential {{ E }}.\n"
LONG = 4_700  # characters: just below what one text may have


def put(file: str, content: str | bytes) -> Attack:
    """Add a file."""

    def attack(bank: Path) -> None:
        path = bank / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return attack


def link(file: str, to: str) -> Attack:
    """Put a link in a file's place."""

    def attack(bank: Path) -> None:
        path = bank / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(to)

    return attack


def change(file: str, old: str, new: str) -> Attack:
    """Change a text of a file."""
    return lambda bank: edit(bank, file, old, new)


def text(content: str) -> Attack:
    """Give the problem another text."""
    return change(VALUE, TEXT, f"text: {json.dumps(content)}\n")


def texts(content: str) -> Attack:
    """Give the problem a text, and so many hints that the file is as large as it may be."""
    listed = "".join(f"      - {json.dumps(content)}\n" for _ in range(140_000 // len(json.dumps(content))))
    hints = "    answer: {decision: ion_direction}\n"
    return lambda bank: (text(content)(bank), edit(bank, VALUE, hints, f"{hints}    hints:\n{listed}"))[1]


def derived(formula: str) -> Attack:
    """Work out a number by a formula."""
    head = "DF: {relation: driving_force}"
    return change(VALUE, head, f"{head}\n  x: {{formula: {json.dumps(formula)}, unit: '1'}}")


def relation(equation: str, symbols: str) -> Attack:
    """Ask for x of an equation."""

    def attack(bank: Path) -> None:
        made = "".join(f"  {each}: {{name: {each}, math: {each}, unit: '1'}}\n" for each in symbols)
        edit(bank, "bank.yaml", "quantities:\n", f"quantities:\n{made}")
        edit(bank, "bank.yaml", "relations:\n", f"relations:\n  bomb: {{title: bomb, equation: '{equation}'}}\n")
        drawn = "".join(f"  {each}: {{choices: [2, 3]}}\n" for each in symbols if each != "x")
        edit(bank, VALUE, "let: {z: ion.z}\n", f"{drawn}let: {{z: ion.z}}\n")
        edit(bank, VALUE, "derive:\n", "derive:\n  x: {relation: bomb, digits: 3}\n")

    return attack


def drawn(new: str) -> Attack:
    """Draw E in another way."""
    return change(VALUE, "E: {choices: [-90, 50]}", new)


def table(rows: int, cells: str = "z: 1", columns: str = "z: {unit: '1'}") -> Attack:
    """Give the table of ions many rows."""
    filled = (cells.replace("NEXT", f"r{(n + 1) % rows}").replace("N", str(n + 1)) for n in range(rows))
    lines = "".join(f"  r{n}: {{name: i{n}, {each}}}\n" for n, each in enumerate(filled))
    return put("tables/ions.yaml", f"title: Ions\ncolumns:\n  name: {{text: true}}\n  {columns}\nrows:\n{lines}")


def rows_drawn(rows: int, last: str, **more: str) -> Attack:
    """Draw twelve rows of a table one after the other."""

    def attack(bank: Path) -> None:
        table(rows, **more)(bank)
        draws = "".join(f"  ion{n}: {{row: ions}}\n" for n in range(11))
        edit(bank, VALUE, "  ion: {row: ions}\n", f"{draws}  ion: {last}\n")
        edit(bank, VALUE, "golden:\n  - {set: {ion: Cl, V_m: -65 mV, E: -90 mV}, expect: {DF: 25 mV, b: in}}\n", "")

    return attack


def require(condition: str) -> Attack:
    """Ask for what is never so, in a space of 10^18 variants."""

    def attack(bank: Path) -> None:
        many = "".join(f"  y{n}: {{range: [1, 1000], step: 1, unit: '1'}}\n" for n in range(6))
        edit(bank, VALUE, "let: {z: ion.z}\n", f"{many}let: {{z: ion.z}}\n")
        edit(bank, VALUE, "parts:\n", f"require: ['{condition}']\nparts:\n")

    return attack


def many(count: int, file: str, content: str) -> Attack:
    """Add many files; N in their name is their number."""

    def attack(bank: Path) -> None:
        for n in range(count):
            put(file.replace("N", str(n)), content)(bank)

    return attack


def symbolic(formula: str) -> Attack:
    """Ask for a formula."""
    answer = f"{{symbolic: '{formula}', names: {{a: [1, 2], b: [1, 2]}}}}"
    return change(VALUE, "golden:", f"  - ask: Which?\n    answer: {answer}\ngolden:")


def mistakes(count: int) -> Attack:
    """Try many mistakes on one relation."""

    def attack(bank: Path) -> None:
        names = [f"m{n}" for n in range(count)]
        change = "title: x, change: {{result: result*{n}}}, feedback: x"
        made = "".join(f"  {each}: {{{change.format(n=n)}}}\n" for n, each in enumerate(names, 2))
        edit(bank, "bank.yaml", "mistakes: [reversed]", f"mistakes: [{', '.join(names)}]")
        edit(bank, "bank.yaml", "mistakes:\n  inv", f"mistakes:\n{made}  inv")

    return attack


def pipe(bank: Path) -> None:
    """Put a pipe, from which reading would never end, among the problems."""
    os.mkfifo(bank / "problems/force/pipe.yaml")


def not_text(bank: Path) -> None:
    """Give a file a name that is no text."""
    Path(os.fsdecode(os.fsencode(bank) + b"/problems/force/\xff.yaml")).write_text("title: x")


ATTACKS: dict[str, tuple[Attack, str]] = {  # name: what is done, and what is said of it ('' where it is harmless)
    "yaml: aliases of aliases": (put("constants.yaml", "a: &a [x,x]\nb: &b [*a,*a]\n"), "anchors and aliases"),
    "yaml: deep lists": (put("constants.yaml", "a: " + "[" * 400_000), "nested deeper than 30 levels"),
    "yaml: deep maps": (put("constants.yaml", "{a: " * 200_000), "nested deeper than 30 levels"),
    "yaml: deep blocks": (put("constants.yaml", "".join(" " * n + "a:\n" for n in range(1300))), "nested deeper than 30 levels"),
    "yaml: many keys": (put("constants.yaml", "".join(f"k{n}: {{}}\n" for n in range(90_000))), "more than 25,000 values"),
    "yaml: a long list": (put("mistakes.yaml", "m: [" + "x," * 450_000 + "]\n"), "more than 25,000 values"),
    "yaml: a long number": (change("bank.yaml", "value: 8.314462618", "value: " + "9" * 900_000), "a text of 900,000 characters"),
    "yaml: a tag that would run code": (put("constants.yaml", "a: !!python/object/apply:os.system ['touch HACKED']\n"), "tags"),
    "yaml: too large": (put("constants.yaml", "#" * 1_100_000), "larger than 1000 kB"),
    "yaml: UTF-16": (put("constants.yaml", "a: b\n".encode("utf-16")), "not UTF-8 text"),
    "yaml: a NUL": (put("constants.yaml", b"a: \0\n"), "a control or private character"),
    "yaml: text that runs backwards": (text("a\u202eb"), "a control or private character"),
    "formula: a tower of powers": (derived("9^9^9^9"), "no variant meets"),
    "formula: parentheses": (derived("(" * 900 + "1" + ")" * 900), "more than 40 levels of nesting"),
    "formula: many parentheses": (derived("(" * 2_300 + "1" + ")" * 2_300), "longer than 2000 characters"),
    "formula: a long sum": (derived("1+" * 900 + "1"), "operations"),
    "formula: signs": (derived("-" * 1_900 + "1"), ""),
    "formula: Python": (derived("__import__('os').system('touch HACKED')"), "unexpected"),
    "relation: a tower of powers": (relation("x = a*9^9^9^9", "xa"), "9^9^9^9 has no finite value"),
    "relation: powers of powers": (relation("x^(a^(b^(c^d))) = 9^x", "xabcd"), "cannot be solved for x"),
    "relation: degree 4": (relation("a*x^4 + b*x^3 + c*x^2 + d*x = e", "xabcde"), "cannot be solved for x"),
    "relation: degree 9": (relation("x^9 + a*x^8 + b*x^7 + c*x^5 + d*x^2 + x = 1", "xabcd"), "cannot be solved for x"),
    "relation: degree 1,000,000": (relation("x^1000000 + x = a", "xa"), "cannot be solved for x: computer algebra found nothing"),
    "relation: powers of sums": (relation("(x+a+b+c+d+e+f)^30 + x = g", "xabcdefg"), "cannot be solved for x: computer algebra"),
    "relation: roots of roots": (relation("sqrt(x+sqrt(a*x+sqrt(b*x+sqrt(c*x+d)))) + sqrt(x) = f", "xabcdf"),
                                 "cannot be solved for x"),
    "relation: transcendental": (relation("exp(a*x) + ln(b*x) + x^c = d*sqrt(x)", "xabcd"), "cannot be solved for x"),
    "draw: a range of 10^12 values": (drawn("E: {range: [0, 1000000000000], step: 1}"), "more than 10000 values"),
    "draw: steps of 10^-300": (drawn("E: {range: [0, 1], step: 1.0e-300}"), "more than 10000 values"),
    "draw: up to 10^308": (drawn("E: {range: [1, 1.0e+308], digits: 6}"), "more than 10000 values"),
    "draw: up to infinity": (drawn("E: {range: [1, 1.0e+400], step: 1}"), "finite number"),
    "draw: 20,000 choices": (drawn("E: {choices: [" + ",".join(map(str, range(20_000))) + "]}"), ""),
    "draw: 12 rows after one another": (rows_drawn(100, "{row: ions}"), "more than 5000 combinations of rows"),
    "draw: rows that never match": (
        rows_drawn(100, "{row: ions, only: [r1], match: {mate: r5}}", cells="z: 1, mate: NEXT",
                   columns="z: {unit: '1'}\n  mate: {table: ions}"),
        "more than 200,000 rows to look at"),
    "draw: a table of 20,000 rows": (table(20_000), "more than 25,000 values"),
    "draw: a grid for each of 1,000 rows": (
        lambda bank: (table(1_000, "z: 1, r: [N, 10000]", "z: {unit: '1'}\n  r: {unit: mV}")(bank),
                      edit(bank, VALUE, "E: {choices: [-90, 50]}", "E: {range: ion.r, step: 1, unit: mV}"))[1],
        "more than 300,000 values in all ranges together"),
    "require: what is never so": (require("y0 > 1000000"), "no variant meets"),
    "files: 300 tables": (many(300, "tables/tN.yaml", "title: T\ncolumns: {n: {text: true}}\nrows: {a: {n: x}}\n"),
                          "200 are allowed"),
    "files: 60 large tables": (
        many(60, "tables/tN.yaml", "title: T\ncolumns: {n: {text: true}}\nrows:\n"
             + "".join(f"  r{n}: {{n: x}}\n" for n in range(4_000))),
        "more than 60,000 values"),
    "files: 3,000 problems": (many(3_000, "problems/p/qN.yaml", "title: x\n"), "3001 problems; 2000 are allowed"),
    "files: 21,000 others": (many(21_000, "dust/N", ""), "more than 20,000 files; this is no bank"),
    "parts: 2,000": (change(VALUE, "parts:\n", "parts:\n"
                            + "  - {ask: 'x?', answer: {decision: ion_direction}}\n" * 2_000), "at most 12"),
    "conditions: 5,000": (change(VALUE, "parts:\n", "require: [" + "'V_m < 0 V'," * 5_000 + "]\nparts:\n"), ""),
    "mistakes: 500": (mistakes(500), ""),
    "sheet: 20,000 problems": (change("assignments/week1.yaml", "[force.value]", "[" + "force.value," * 20_000 + "]"),
                               "at most 100"),
    "sheet: 100 times a pick of 3": (change("assignments/week1.yaml", "[force.value]", "[" + "{of: [force.value, force.value, "
                                            "force.value], pick: 3}," * 100 + "]"), "more than 200 problems on a sheet"),
    "markdown: quotations": (text(">" * LONG + " x"), "quotations are not supported"),
    "markdown: nested lists": (texts("- " * (LONG // 2) + "x"), ""),
    "markdown: lists in lists": (texts("\n".join(" " * (2 * n) + "- x" for n in range(65))), ""),
    "markdown: brackets": (texts("[" * LONG), ""),
    "markdown: open links": (texts("[a](" * (LONG // 4)), ""),
    "markdown: stars": (texts("*a **b " * (LONG // 7)), ""),
    "markdown: underscores": (texts("_a __b " * (LONG // 7)), ""),
    "markdown: ticks": (texts("".join("`" * n + " " for n in range(1, 94))), ""),
    "markdown: pictures": (texts("![" * (LONG // 6) + "x" + "](y)" * (LONG // 6)), ""),
    "markdown: angles": (texts("<" * LONG), ""),
    "markdown: tags": (texts("<a " * (LONG // 3)), ""),
    "markdown: ampersands": (texts("&" * LONG), ""),
    "markdown: backslashes": (texts("\\" * LONG), ""),
    "markdown: a wide table": (texts("|" + "a|" * 400 + "\n|" + "-|" * 400 + "\n" + ("|" + "b|" * 400 + "\n") * 3), ""),
    "markdown: references": (texts("".join(f"[a{n}]: x\n" for n in range(430))), ""),
    "markdown: line breaks": (texts("a  \n" * (LONG // 4)), ""),
    "markdown: rules": (texts("* " * (LONG // 2)), ""),
    "markdown: accents": (texts("a" + "\u0301" * LONG), ""),
    "slots: thousands": (texts("{{ E }} " * (LONG // 8)), ""),
    "slots: nested": (texts("{{" * (LONG // 2)), "stray '{{'"),
    "slots: attributes of Python": (text("{{ ion.__class__.__mro__ }}"), "no column of ions '__class__'"),
    "maths: braces": (texts("$" + "{" * 2_300 + "x" + "}" * 2_300 + "$"), "levels of nesting"),
    "maths: fractions": (texts("$" + "\\frac{1}{" * 400 + "x" + "}" * 400 + "$"), "levels of nesting"),
    "maths: a long sum": (texts("$" + "x+" * (LONG // 2) + "x$"), ""),
    "maths: many formulas": (texts("$x$ " * (LONG // 4)), ""),
    "maths: TeX that reads a file": (text("$\\input{/etc/passwd}$"), "\\input is not supported"),
    "text: Typst, TeX and Jinja that read files": (
        text('#read("/etc/passwd") \\input{/etc/passwd} #include "/etc/passwd" {% include "/etc/passwd" %}'), ""),
    "formula asked: a tower": (symbolic("a^b^a^b^a^b^a^b*9^9^9"), "no value"),
    "unit: a large power": (change(VALUE, "E: {choices: [-90, 50]}", "E: {choices: [-90, 50], unit: mV^999999999999}"), "unit"),
    "unit: long": (change(VALUE, "E: {choices: [-90, 50]}", "E: {choices: [-90, 50], unit: '" + "mV*" * 1_500 + "mV'}"), "unit"),
    "tolerance: 10^999999": (change(VALUE, "absolute: 0.5 mV", "absolute: 1e999999 mV"), ""),
    "link: a problem": (link("problems/force/passwd.yaml", "/etc/passwd"), "this link leads out of the bank"),
    "link: a table": (link("tables/ions.yaml", "../../../../../../../../etc/passwd"), "this link leads out of the bank"),
    "link: a section that never ends": (link("constants.yaml", "/dev/zero"), "this link leads out of the bank"),
    "link: itself": (link("constants.yaml", "constants.yaml"), "this link leads nowhere"),
    "link: a folder": (link("figures", "/etc"), "this link leads out of the bank"),
    "link: a drawing": (link("figures/x.svg.j2", "/etc/passwd"), "this link leads out of the bank"),
    "name: a pipe": (pipe, "this is no file that can be read"),
    "name: a line break": (put("problems/force/a\nb.yaml", "title: x"), "rename the file"),
    "name: commands to the terminal": (put("problems/force/a\x1b[31mb.yaml", "title: x"), "rename the file"),
    "name: no text": (not_text, "rename the file"),
    "class list: a file of the system": (
        change("assignments/week1.yaml", "salt: tiny-tests", "salt: tiny-tests\nroster: ../../../../../../etc/passwd"),
        "the class list of an assignment stands in its bank"),
    "class list: one that never ends": (
        change("assignments/week1.yaml", "salt: tiny-tests", "salt: tiny-tests\nroster: /dev/zero"),
        "the class list of an assignment stands in its bank"),
}  # fmt: skip
