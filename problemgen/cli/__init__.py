"""The command line: one command a file, imported when it is called, so that ``--help`` is quick."""

from __future__ import annotations

import importlib
import sys
from typing import NoReturn

import click

_COMMANDS = {
    "build": "Build worksheets, keys and checkers for a class.",
    "check": "Check one answer against a key.",
    "export": "Export an assignment to Moodle, Canvas, QTI, Blackboard or Brightspace.",
    "grade": "Grade what came back: gradebook, feedback sheets, class report.",
    "inspect": "Read an export back as the course system will, and say what would be graded.",
    "lint": "Check a bank and say everything that is wrong, with its place.",
    "list": "List templates, assignments, relations or data tables of a bank.",
    "new": "Start a bank or a problem.",
    "preview": "Show a bank in the browser while you write it.",
    "reissue": "Give one student new variants; nobody else changes.",
    "reproduce": "Make a student's files again, and say whether they are the same or what has changed.",
    "responses": "Read responses downloaded from Moodle or Canvas, and match them with variants.",
    "show": "Show one variant of a problem, with its answers.",
    "solve": "Solve a relation for any of its symbols, with the steps.",
}
_MODULES = {"list": "listing"}


class _Lazy(click.Group):
    """A group that knows its commands' first lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"problemgen.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = click.utils.make_str(args[0])
        if name not in _COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, _COMMANDS, 1)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="problemgen", message="problemgen %(version)s")
def group() -> None:
    """Auto-graded problem sets: a worksheet, a key and a checker of their own for every student.

    Start with `problemgen build`: it builds the example problem set for a class of 30 into output/.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line; a user's mistake ends in one line a problem on standard error and exit code 1."""
    from problemgen.errors import ProblemgenError

    try:
        code = group.main(args, prog_name="problemgen", standalone_mode=False)
    except ProblemgenError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _stopped()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        if "KeyboardInterrupt" not in str(error):  # as pydantic says it of a stop while it makes a validator
            raise
        _stopped()
    sys.exit(code if isinstance(code, int) else 0)


def _stopped() -> NoReturn:
    click.echo("\nStopped. Run the same command again: nothing is left half-written.", err=True)
    sys.exit(130)
