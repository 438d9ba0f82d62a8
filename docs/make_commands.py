"""Make docs/commands.md from the commands' own help: ``python docs/make_commands.py``. A test compares the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from problemgen.cli import group

PAGE = Path(__file__).parent / "commands.md"
HEAD = """# Commands

What `problemgen COMMAND --help` prints. This page is made by `python docs/make_commands.py`; a test fails where it is
out of date.

Every command prints its results on standard output, and progress and warnings on standard error. Exit codes: 0 done;
1 something that you can mend, said in a line a problem (and `lint` where it found any); 2 wrong usage; 130 stopped with Ctrl-C.
"""
WIDTH = 100


def commands() -> Iterator[click.Context]:
    """Yield every command, in its context, after the group that it belongs to."""
    yield from _below(click.Context(group, info_name="problemgen", terminal_width=WIDTH, **group.context_settings))


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from _below(click.Context(command, info_name=name, parent=context, terminal_width=WIDTH))


def commands_page() -> str:
    """Print the whole page."""
    return "\n".join([HEAD, *(_section(context) for context in commands())])


def _section(context: click.Context) -> str:
    lines = "\n".join(line.rstrip() for line in context.command.get_help(context).splitlines())
    return f"## {context.command_path}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
