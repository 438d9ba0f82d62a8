"""``problemgen reissue``: new variants for one student."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from problemgen.cli.options import bank_option, echo_json, json_option

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command("reissue")
@click.argument("student")
@click.argument("assignment", default="example")
@click.option("--problem", metavar="N|TEMPLATE", help="Only this problem, by its number on the sheet or its template; else all.")
@click.option("--reason", default="", help="Why; kept in the manifest.")
@click.option("--out", type=click.Path(path_type=Path), default="output", show_default=True, help="Where the build wrote.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@bank_option
@json_option
def command(
    student: str, assignment: str, problem: str | None, reason: str, out: Path, templates: Path | None, bank: str, as_json: bool
) -> None:
    """Give STUDENT new variants of ASSIGNMENT, such as after a sheet was passed round.

    The new ones were never out and are not kept for practice. Nobody else's sheet changes; the old variants stay in the
    manifest, are never dealt again, and can be made again with `problemgen reproduce STUDENT --version N`.
    """
    from problemgen.course.order import Order
    from problemgen.course.reissue import reissue

    try:
        done = reissue(Order(assignment, bank, out=out, templates=templates), student, problem, reason)
    except KeyboardInterrupt:  # the word for other commands, to run it again, could give the student one sheet more
        kept = out / assignment / "instructor" / "manifest.json"
        click.echo(f"\nStopped. Run `problemgen build {assignment}`: it finishes what was begun. Then look into {kept} whether "
                   f"{student} has a new version.", err=True)  # fmt: skip
        sys.exit(130)
    if as_json:
        echo_json({"student": done.student, "version": done.sheet.version, "sheet": done.sheet.sheet, "files": list(done.files),
                   "removed": list(done.removed), "folder": str(done.folder),
                   "problems": [{"number": each.number, "template": each.new.template, "old": each.old.index,
                                 "new": each.new.index, "values": dict(each.new.values)} for each in done.problems]})  # fmt: skip
        return
    click.echo(f"{done.student} ({done.sheet.name}) has version {done.sheet.version}: sheet {done.sheet.sheet}, "
               f"in place of {done.sheet.earlier[-1].sheet}")  # fmt: skip
    for each in done.problems:
        click.echo(f"  {each.number} {each.new.template}: {_moved(each.old.values, each.new.values)}")
    click.echo(f"Hand out again: {done.folder / 'students' / done.sheet.folder}\nNobody else's sheet has changed.")


def _moved(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Say which values are other."""
    return ", ".join(f"{name} {old.get(name, '-')} -> {value}" for name, value in new.items() if old.get(name) != value)
