"""The verbs of the command line as functions: build, grade, list_templates, show, solve, check, lint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from problemgen.defaults import DEFAULT_BANK

if TYPE_CHECKING:  # nothing but names: what a verb needs is imported when it is called
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from problemgen.checker import AnswerKey, Verdict
    from problemgen.course.build import Built
    from problemgen.course.catalogue import TemplateEntry
    from problemgen.course.export import Exported
    from problemgen.course.grade import GradedCourse
    from problemgen.course.lint import Lint
    from problemgen.course.plan import Plan
    from problemgen.course.reissue import Reissued
    from problemgen.course.reproduce import Reproduced
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


def plan(
    assignment: str = "example", roster: str | Path | None = None, out: str | Path = "output", bank: str | Path = DEFAULT_BANK
) -> Plan:
    """Say what ``build`` would issue, and who would share a variant; write nothing. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.build import plan as run
    from problemgen.course.order import Order

    return run(Order(assignment, str(bank), Path(roster) if roster else None, Path(out)))


def reissue(
    student: str, assignment: str = "example", problem: str | None = None, reason: str = "", out: str | Path = "output",
    bank: str | Path = DEFAULT_BANK,
) -> Reissued:  # fmt: skip
    """Give one student new variants: of one problem, by its number or template, or of all. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.order import Order
    from problemgen.course.reissue import reissue as run

    return run(Order(assignment, str(bank), out=Path(out)), student, problem, reason)


def reproduce(
    student: str, assignment: str = "example", version: int | None = None, built: str | Path = "output",
    out: str | Path | None = None, bank: str | Path = DEFAULT_BANK,
) -> Reproduced:  # fmt: skip
    """Make a student's files again as they were issued, and compare them. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.order import Order
    from problemgen.course.reproduce import reproduce as run

    return run(Order(assignment, str(bank), out=Path(built)), student, version, Path(out) if out else None)


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
    out: str | Path | None = None, bank: str | Path = DEFAULT_BANK, pictures: bool = True,
) -> Exported:  # fmt: skip
    """Export an assignment for a course system: a pool of variants of each problem. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.export import Export
    from problemgen.course.export import export as run

    place, students = Path(out) if out else None, Path(roster) if roster else None
    return run(Export(format, assignment, str(bank), variants, students, place, pictures))


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


def grade(
    manifest: str | Path, responses: Sequence[str | Path], bank: str | Path | None = None, out: str | Path | None = None,
    attempts: Literal["last", "first", "best"] = "last", due: datetime | None = None, late: Literal["flag", "drop"] = "flag",
    key: Literal["auto", "current", "issued"] = "auto", overrides: str | Path | None = None,
    feedback: Sequence[str] = ("md", "pdf"), anonymous: bool = False, pool: bool = False, workers: int | None = None,
) -> GradedCourse:  # fmt: skip
    """Grade responses to an issued assignment, and write gradebook, feedback sheets and class report. Raises ProblemgenError."""
    from pathlib import Path

    from problemgen.course.grade import GradeOrder
    from problemgen.course.grade import grade as run
    from problemgen.course.gradeplace import Rules

    files, by_hand = tuple(map(Path, responses)), Path(overrides) if overrides else None
    rules = Rules(attempts, due, late, pool)
    return run(GradeOrder(Path(manifest), files, str(bank) if bank else None, Path(out) if out else None, rules, key, by_hand,
                          tuple(feedback), anonymous=anonymous, workers=workers))  # fmt: skip


@contextmanager
def serve_preview(what: str | None = None, bank: str | Path = DEFAULT_BANK, port: int = 0) -> Iterator[str]:
    """Serve the live preview of a bank or a problem while a block runs; gives its address. Raises ProblemgenError."""
    from problemgen.preview.server import preview
    from problemgen.preview.target import target

    found = target(what, bank)
    with preview(found.folder, found.problem, port) as running:
        yield running.url


def lint(bank: str | Path = DEFAULT_BANK, variants: int = 50) -> Lint:
    """Check a bank: schema, names, units, golden cases, variants."""
    from problemgen.course.lint import lint as run
    from problemgen.files import bank_folder

    return run(bank_folder(bank), variants)
