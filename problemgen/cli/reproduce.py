"""``problemgen reproduce``: the same bytes years later, or what is no longer as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import bank_option, echo_json, json_option

if TYPE_CHECKING:
    from problemgen.course.reproduce import Reproduced


@click.command("reproduce")
@click.argument("student")
@click.argument("assignment", default="example")
@click.option("--version", type=click.IntRange(1), help="Which of the student's sheets; else the one that holds.")
@click.option("--from", "built", type=click.Path(path_type=Path), default="output", show_default=True,
              help="Where the build wrote.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Where to put the files; else reproduced/ beside the build's.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@bank_option
@json_option
def command(
    student: str, assignment: str, version: int | None, built: Path, out: Path | None, templates: Path | None, bank: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Make STUDENT's files of ASSIGNMENT again as the manifest has them, and compare them with what was issued.

    Each file is the same, byte for byte, or it is said what has changed since: the bank, the program, its engines, Python,
    fonts, your document templates; and which problem shows it. A PDF that TeX set together with others has the same
    pages. The exit code is 1 where a file is not the same.
    """
    from problemgen.course.order import Order
    from problemgen.course.reproduce import reproduce

    done = reproduce(Order(assignment, bank, out=built, templates=templates), student, version, out)
    if as_json:
        echo_json(_data(done))
    else:
        _print(done)
    return 0 if done.same else 1


def _data(done: Reproduced) -> dict[str, Any]:
    return {"student": done.student, "version": done.sheet.version, "sheet": done.sheet.sheet, "folder": str(done.folder),
            "same": done.same, "problems": list(done.problems), "causes": list(done.causes), "touched": list(done.touched),
            "files": [{"name": each.name, "state": each.state, "lines": list(each.lines)} for each in done.files]}  # fmt: skip


def _print(done: Reproduced) -> None:
    from problemgen.course.reproduce import IDENTICAL

    click.echo(f"{done.student} ({done.sheet.name}), version {done.sheet.version}, sheet {done.sheet.sheet}: in {done.folder}")
    for each in done.files:
        click.echo(f"  {each.name}: {each.state}")
        for line in each.lines:
            click.echo(f"      {line}")
    for title, lines in (("Problems that are not the same", done.problems), ("Changed since it was issued", done.causes),
                         ("Changed on the disk since it was issued", done.touched)):  # fmt: skip
        if lines:
            click.echo(f"{title}:\n  " + "\n  ".join(lines))
    if done.same and all(each.state == IDENTICAL for each in done.files):
        click.echo("Every file is the same, byte for byte.")
    elif done.same:
        click.echo("Every file is the same: byte for byte, or, where TeX set a PDF together with others, page for page.")
