"""The verbs of the command line as functions: build, list_templates, show, solve, check, lint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from problemgen.defaults import DEFAULT_BANK

if TYPE_CHECKING:  # nothing but names: what a verb needs is imported when it is called
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from problemgen.checker import AnswerKey, Verdict
    from problemgen.course.build import Built
    from problemgen.course.catalogue import TemplateEntry
    from problemgen.course.export import Exported
    from problemgen.course.lint import Lint
    from problemgen.course.show import Shown
    from problemgen.importers.view import ReadPackage
    from problemgen.responses.view import Reading
    from problemgen.variant.solve import Solved



def build(
    assignment: str = "example", roster: str | Path | None = None, out: str | Path = "output",
    formats: Sequence[str] = ("md", "tex", "pdf", "check", "page"), workers: int | None = None, bank: str | Path = DEFAULT_BANK,
) -> Built:  # fmt: skip
    """Build worksheets, keys and checkers of an assignment for a class list. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.build import Order
    from problemgen.course.build import build as run

    return run(Order(assignment, str(bank), Path(roster) if roster else None, Path(out), tuple(formats), workers))


def list_templates(bank: str | Path = DEFAULT_BANK, counted: bool = False) -> list[TemplateEntry]:
    """List a bank's templates, with their variants counted where that is asked. Raises ProblemgenError."""
    from problemgen.course.banks import open_bank
    from problemgen.course.catalogue import list_bank

    return list_bank(open_bank(bank), counted)


def show(
    template: str, index: int | None = None, pins: Mapping[str, str] | None = None, bank: str | Path = DEFAULT_BANK
) -> Shown:
    """Make one variant with its answers; ``pins`` fixes drawn values. Raises ProblemgenError.

    >>> shown = show("nernst.potassium_outside")
    >>> shown.key["parts"]["a"]["unit"]
    'mM'
    """
    from problemgen.course.banks import open_bank
    from problemgen.course.show import show as make

    return make(open_bank(bank), template, index, pins)


def solve(
    relation: str, symbol: str, values: Mapping[str, str], unit: str | None = None, bank: str | Path = DEFAULT_BANK
) -> Solved:
    """Solve a relation of a bank for one of its symbols. Raises ProblemgenError.

    >>> solve("nernst", "E", {"c_out": "110 mM", "c_in": "5 mM", "z": "-1", "T": "37 degC"}).printed
    Printed(number='-82.6', unit='mV')
    """
    from problemgen.course.banks import open_bank
    from problemgen.variant.solve import solve as run

    return run(open_bank(bank), relation, symbol, values, unit)


def check(
    key: AnswerKey | Mapping[str, Any] | str | Path, part: str, response: str, given: Mapping[str, str] | None = None
) -> Verdict:
    """Check one typed answer against a key: an AnswerKey, its JSON as data, or a file.

    Raises AnswerKeyError for a key that cannot be used, UnknownPart for a part that it does not have.

    >>> check(show("nernst.equal_concentrations").key, "a", "0 mV").code
    'OK'
    """
    import json
    from pathlib import Path

    from problemgen.checker import AnswerKey, read_key
    from problemgen.checker import check as judge

    if isinstance(key, (str, Path)):
        key = json.loads(Path(key).read_bytes())
    return judge(key if isinstance(key, AnswerKey) else read_key(key), part, response, given)


def export(
    format: str, assignment: str = "example", variants: int = 20, roster: str | Path | None = None,
    out: str | Path | None = None, bank: str | Path = DEFAULT_BANK,
) -> Exported:  # fmt: skip
    """Export an assignment for a course system: a pool of variants of each problem. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.export import Export
    from problemgen.course.export import export as run

    place, students = Path(out) if out else None, Path(roster) if roster else None
    return run(Export(format, assignment, str(bank), variants, students, place))


def inspect(file: str | Path, format: str | None = None) -> ReadPackage:
    """Read an export back by its importer's rules. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.importers.formats import READERS
    from problemgen.importers.guess import guess

    return READERS[format or guess(Path(file))](Path(file))


def read_responses(file: str | Path, bank: str | Path | None = None) -> Reading:
    """Read what was downloaded after a quiz, and match it with a bank's variants where one is named. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.responses import read_matched
    from problemgen.responses.read import read_responses as run

    return read_matched(Path(file), bank) if bank else run(Path(file))


def lint(bank: str | Path = DEFAULT_BANK, variants: int = 50) -> Lint:
    """Check a bank: schema, names, units, golden cases, variants."""
    from problemgen.course.lint import lint as run
    from problemgen.files import bank_folder

    return run(bank_folder(bank), variants)
