"""``problemgen export``: questions for a course system."""

from __future__ import annotations

from pathlib import Path

import click

from problemgen.cli.options import bank_option, echo_json, json_option, progress


@click.command("export")
@click.argument("format")
@click.argument("assignment", default="example")
@click.option("--variants", type=click.IntRange(1, 1_000_000), help="Variants of each problem.  [default: 20]")
@click.option("--roster", type=click.Path(path_type=Path), help="A class list: export the variants that `build` deals to it.")
@click.option("--out", type=click.Path(path_type=Path), help="The file; else output/ASSIGNMENT/ASSIGNMENT-FORMAT.*")
@click.option("--no-pictures", is_flag=True, help="Say in words what pictures show: a much smaller file.")
@bank_option
@json_option
def command(
    format: str, assignment: str, variants: int | None, roster: Path | None, out: Path | None, no_pictures: bool, bank: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Export ASSIGNMENT for a course system: pools of variants from which every student draws one.

    FORMAT is one of moodle, canvas, qti3, qti21, blackboard, blackboard-pool, brightspace, brightspace-package.
    What the format cannot carry is told, with what was done instead. Read a file back with `problemgen inspect FILE`.
    """
    from problemgen.course.export import DEFAULT_VARIANTS, Export, export

    if variants is not None and roster is not None:
        raise click.UsageError("--variants and --roster exclude each other: a class list gets what `build` deals to it")
    with progress("Questions") as tick:
        made = export(Export(format, assignment, bank, variants or DEFAULT_VARIANTS, roster, out, not no_pictures), tick)
    if as_json:
        echo_json({"file": str(made.path), "questions": made.questions,
                   "groups": [{"title": title, "questions": size} for title, size in made.groups],
                   "losses": [{"what": loss.note.what, "instead": loss.note.instead, "templates": list(loss.templates)}
                              for loss in made.losses], "experimental": made.experimental})  # fmt: skip
        return
    groups = f"{len(made.groups)} group{'' if len(made.groups) == 1 else 's'}"
    click.echo(f"{made.questions} question{'' if made.questions == 1 else 's'} in {groups}: {made.path}")
    for title, size in made.groups:
        click.echo(f"  {size:>6}  {title}")
    if made.experimental:
        click.secho(f"experimental: {made.experimental}", fg="yellow")
    if made.losses:
        click.echo("What this format does not carry, and what was done instead:")
    for loss in made.losses:
        click.echo(f"  {loss.note.what}: {loss.note.instead} ({', '.join(loss.templates)})")
