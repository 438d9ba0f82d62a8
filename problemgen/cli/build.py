"""``problemgen build``: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from problemgen.cli.options import bank_option, echo_json, json_option, progress


@click.command("build")
@click.argument("assignment", default="example")
@click.option("--roster", type=click.Path(path_type=Path), help="The class list (CSV with id,name); else the assignment's own.")
@click.option("--out", type=click.Path(path_type=Path), default="output", show_default=True, help="Where results go.")
@click.option("--formats", default="md,tex,pdf,check,page", show_default=True, help="What to make, separated by commas.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; else as many as the class is worth.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@click.option("--accept-changes", is_flag=True, help="Take over changes of the bank to what was issued already.")
@bank_option
@json_option
def command(
    assignment: str, roster: Path | None, out: Path, formats: str, workers: int | None, templates: Path | None,
    accept_changes: bool, bank: str, as_json: bool,
) -> None:  # fmt: skip
    """Build worksheets, self-check pages, keys and checkers of ASSIGNMENT for a class list.

    \b
    Students' files:    OUT/ASSIGNMENT/students/STUDENT/    worksheet.*, selfcheck.html, check.py
    Instructor's files: OUT/ASSIGNMENT/instructor/STUDENT/  key.*, and manifest.json, answers.csv

    Without arguments the example problem set is built for a class of 30. Running it again changes nothing that was
    issued; students who were added get variants that nobody has yet.
    """
    from problemgen.course.build import Order, build

    order = Order(assignment, bank, roster, out, _listed(formats), workers, templates, accept_changes)
    with progress("Sheets") as tick:
        built = build(order, tick)
    for sharing in built.sharing:
        click.secho(f"warning: {sharing}", fg="yellow", err=True)
    if as_json:
        echo_json({"folder": str(built.folder), "sheets": built.sheets, "new": built.new, "files": built.files,
                   "variants": {id: {"low": c.low, "high": c.high, "grid": c.grid} for id, c in built.spaces.items()},
                   "few_to_practise": dict(built.few_to_practise),
                   "sharing": [{"template": s.template, "variants": s.variants, "dealt": s.dealt, "most": s.most}
                               for s in built.sharing]})  # fmt: skip
        return
    click.echo(f"{built.sheets} sheets ({built.new} new), {built.files} files in {built.folder}")
    for template, space in built.spaces.items():
        click.echo(f"  {template}: {space}")
    for template, kept in built.few_to_practise.items():
        click.echo(f"  {template}: {kept or 'no'} variant{'' if kept == 1 else 's'} left for practice, as its space is small")
    click.echo(f"For students:   {built.folder / 'students'}\nFor you:        {built.folder / 'instructor'}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
