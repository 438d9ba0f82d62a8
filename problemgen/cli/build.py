"""``problemgen build``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from problemgen.cli.options import bank_option, echo_json, json_option, progress

if TYPE_CHECKING:
    from problemgen.course.build import Built
    from problemgen.course.order import Engine, Order, PdfEngine
    from problemgen.course.plan import Plan

NAMED = 20  # students who are named


@click.command("build")
@click.argument("assignment", default="example")
@click.option("--roster", type=click.Path(path_type=Path), help="The class list (CSV with id,name); else the assignment's own.")
@click.option("--out", type=click.Path(path_type=Path), default="output", show_default=True, help="Where results go.")
@click.option("--formats", default="md,tex,pdf,check,page", show_default=True, help="What to make, separated by commas.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; else as many as the class is worth.")
@click.option("--engine", type=click.Choice(["processes", "dask"]), default="processes", show_default=True,
              help="Who makes the sheets: this machine, or a dask cluster.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Of a dask cluster, as in tcp://HOST:8786.")
@click.option("--pdf-engine", type=click.Choice(["typst", "tex"]), default="typst", show_default=True, help="Who sets the PDFs.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@click.option("--accept-changes", is_flag=True, help="Take over changes of the bank or assignment to what was issued.")
@click.option("--dry-run", is_flag=True, help="Say what would be issued, and write nothing.")
@click.option("--strict", is_flag=True, help="Write nothing where students would share a variant.")
@bank_option
@json_option
def command(
    assignment: str, roster: Path | None, out: Path, formats: str, workers: int | None, templates: Path | None,
    accept_changes: bool, dry_run: bool, strict: bool, bank: str, as_json: bool, engine: Engine, scheduler: str | None,
    pdf_engine: PdfEngine,
) -> None:  # fmt: skip
    """Build worksheets, self-check pages, keys and checkers of ASSIGNMENT for a class list.

    \b
    Students' files:    OUT/ASSIGNMENT/students/STUDENT/    worksheet.*, selfcheck.html, check.py
    Instructor's files: OUT/ASSIGNMENT/instructor/STUDENT/  key.*, and manifest.json, answers.csv

    Without arguments the example problem set is built for a class of 30. Running it again changes nothing that was
    issued; students who were added get variants that nobody has yet. Where a changed bank or assignment would
    change what was issued, nothing is written; --accept-changes takes it over, and tells whose sheet is another.
    """
    from problemgen.course.build import build
    from problemgen.course.order import Order

    if (scheduler is None) != (engine == "processes"):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together")
    order = Order(assignment, bank, roster, out, _listed(formats), workers, templates, accept_changes, strict,
                  engine=engine, scheduler=scheduler, pdf_engine=pdf_engine)  # fmt: skip
    if dry_run:
        _plan(order, as_json)
        return
    with progress("Sheets") as tick:
        built = build(order, tick)
    _warn(built)
    if as_json:
        echo_json({"folder": str(built.folder), "sheets": built.sheets, "new": built.new, "files": built.files, **_known(built)})
        return
    click.echo(f"{built.sheets} sheets ({built.new} new), {built.files} files in {built.folder}")
    _print_spaces(built)
    click.echo(f"For students:   {built.folder / 'students'}\nFor you:        {built.folder / 'instructor'}")


def _plan(order: Order, as_json: bool) -> None:
    """Say what a build would do."""
    from problemgen.course.build import plan

    told = plan(order)
    _warn(told)
    if as_json:
        echo_json({"folder": str(told.folder), "sheets": told.sheets, "new": list(told.new), "kept": told.kept,
                   "changed": list(told.changed), "gone": list(told.gone), **_known(told)})  # fmt: skip
        return
    click.echo(f"{told.sheets} sheets would be in {told.folder}: {len(told.new)} new, {told.kept} as they are, "
               f"{len(told.changed)} with other problems; nothing was written")  # fmt: skip
    for what, ids in (("new", told.new), ("other problems", told.changed), ("no longer on the class list", told.gone)):
        if ids and len(ids) < told.sheets:
            click.echo(f"  {what}: {', '.join(ids[:NAMED])}{' ...' if len(ids) > NAMED else ''}")
    _print_spaces(told)


def _warn(told: Built | Plan) -> None:
    for word in (*told.words, *told.sharing):
        click.secho(f"warning: {word}", fg="yellow", err=True)


def _known(told: Built | Plan) -> dict[str, Any]:
    return {"variants": {id: {"low": c.low, "high": c.high, "grid": c.grid} for id, c in told.spaces.items()},
            "few_to_practise": dict(told.few_to_practise),
            "sharing": [{"template": s.template, "variants": s.variants, "dealt": s.dealt, "most": s.most}
                        for s in told.sharing]}  # fmt: skip


def _print_spaces(told: Built | Plan) -> None:
    for template, space in told.spaces.items():
        click.echo(f"  {template}: {space}")
    for template, kept in told.few_to_practise.items():
        click.echo(f"  {template}: {kept or 'no'} variant{'' if kept == 1 else 's'} left for practice, as its space is small")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
