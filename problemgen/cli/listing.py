"""``problemgen list``: what a bank holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from problemgen.cli.options import bank_option, echo_json, json_option, progress

if TYPE_CHECKING:
    from problemgen.bank.bank import Bank


@click.command("list")
@click.option("--assignments", "what", flag_value="assignments", help="Assignments and their problems.")
@click.option("--relations", "what", flag_value="relations", help="Relations, with symbols and units, for `solve`.")
@click.option("--tables", "what", flag_value="tables", help="Data tables, with what each row cites.")
@click.option("--banks", "what", flag_value="banks", help="The shipped banks.")
@click.option("--templates", "what", flag_value="templates", default=True, help="Problem templates (the default).")
@click.option("--count", "counted", is_flag=True, help="Count the variants of every template.")
@bank_option
@json_option
def command(what: str, counted: bool, bank: str, as_json: bool) -> None:
    """List what a bank holds: its problem templates, or something else."""
    from problemgen.course.banks import open_bank

    if what == "banks":
        _banks(as_json)
        return
    opened = open_bank(bank)
    printers: dict[str, Callable[[Bank, bool], None]] = {"assignments": _assignments, "relations": _relations, "tables": _tables}
    if what in printers:
        printers[what](opened, as_json)
    else:
        _templates(opened, counted, as_json)


def _banks(as_json: bool) -> None:
    from problemgen.course.banks import open_bank
    from problemgen.files import shipped

    names = sorted(path.parent.name for path in shipped("banks").glob("*/bank.yaml"))
    titles = {name: open_bank(name).title for name in names}
    if as_json:
        echo_json(titles)
        return
    for name, title in titles.items():
        click.echo(f"{name:20}  {title}")


def _templates(bank: Bank, counted: bool, as_json: bool) -> None:
    from problemgen.course.catalogue import list_bank

    if counted:
        with progress("Counting") as tick:
            entries = list_bank(bank, counted, tick)
    else:
        entries = list_bank(bank)
    if as_json:
        echo_json([asdict(entry) for entry in entries])
        return
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        variants = f"  {entry.variants}" if entry.variants else ""
        click.echo(f"{entry.id:{width}}  {'*' * entry.difficulty:3}  {entry.minutes:3g} min  {entry.title}{variants}")
    click.echo(f"{len(entries)} templates; show one with `problemgen show {entries[0].id}`" if entries else "no templates yet")


def _assignments(bank: Bank, as_json: bool) -> None:
    from problemgen.course.catalogue import list_assignments

    entries = list_assignments(bank)
    if as_json:
        echo_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        click.echo(f"{entry.id}: {entry.title}")
        for template in entry.templates:
            click.echo(f"    {template}")


def _relations(bank: Bank, as_json: bool) -> None:
    from problemgen.course.catalogue import list_relations

    entries = list_relations(bank)
    if as_json:
        echo_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        click.secho(f"{entry.id}: {entry.title}", bold=True)
        click.echo(f"    {entry.equation}")
        for name, (title, unit) in entry.symbols.items():
            click.echo(f"      {name:10} {title}" + (f" ({unit})" if unit != "1" else ""))


def _tables(bank: Bank, as_json: bool) -> None:
    from problemgen.course.catalogue import list_tables

    entries = list_tables(bank)
    if as_json:
        echo_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        cells = ", ".join(f"{name} {text}" for name, text in entry.cells.items())
        click.echo(f"{entry.table}.{entry.row}: {cells}")
        for source in entry.sources:
            click.echo(f"      {source}")
