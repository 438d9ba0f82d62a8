"""``problemgen new``: start a bank or a problem."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("new")
def command() -> None:
    """Start a bank, or a problem in one, from files that lint clean.

    \b
    problemgen new bank my_bank
    problemgen new problem topic.name --bank my_bank
    """


@command.command("bank")
@click.argument("folder", type=click.Path(path_type=Path))
def bank(folder: Path) -> None:
    """Make FOLDER a bank with one problem, an assignment and a class list."""
    from problemgen.course.scaffold import new_bank

    _tell(new_bank(folder), folder)


@command.command("problem")
@click.argument("name", metavar="TOPIC.NAME")
@click.option("--bank", "folder", type=click.Path(path_type=Path), required=True, help="The bank's folder.")
def problem(name: str, folder: Path) -> None:
    """Make a problem TOPIC.NAME in a bank."""
    from problemgen.course.scaffold import new_problem
    from problemgen.files import bank_folder

    _tell(new_problem(bank_folder(folder), name), folder)


def _tell(files: list[Path], folder: Path) -> None:
    for path in files:
        click.echo(f"made {path}")
    click.echo(f"Change them, then check with: problemgen lint {folder}")
