"""Make docs/commands.md from the commands' own help: ``python docs/make_commands.py``. A test compares the two."""

from __future__ import annotations

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


def commands_page() -> str:
    """Print the whole page."""
    top = click.Context(group, info_name="problemgen", terminal_width=WIDTH, **group.context_settings)
    sections = [HEAD, _section("problemgen", group.get_help(top))]
    for name in group.list_commands(top):
        command = group.get_command(top, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=top, terminal_width=WIDTH)
        sections.append(_section(f"problemgen {name}", command.get_help(context)))
    return "\n".join(sections)


def _section(title: str, help: str) -> str:
    lines = "\n".join(line.rstrip() for line in help.splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
