"""Options and small things that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import click
from click.termui import progressbar

from problemgen.errors import ProblemgenError

bank_option = click.option("--bank", default="membrane", show_default=True, help="A shipped bank's name, or a bank's folder.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


class Streamed(list[Any]):
    """A list in JSON whose values are made one by one while it is printed."""

    def __init__(self, size: int, walk: Callable[[], Iterator[Any]]) -> None:
        """Take how many there are, and what goes through them."""
        super().__init__()
        self._size, self._walk = size, walk

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return self._walk()


def echo_json(data: Any) -> None:
    """Print data as JSON on standard output, piece by piece."""
    pieces = json.JSONEncoder(indent=1, ensure_ascii=False).iterencode(data)
    while some := "".join(islice(pieces, 10_000)):
        click.echo(some, nl=False)
    click.echo()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error, where that is a terminal; what it yields is told how much is done, of how much."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    bar: Any = progressbar(length=1, label=label, file=sys.stderr, show_pos=True)
    with bar:

        def tick(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield tick


def assignments(pairs: Iterable[str], what: str) -> dict[str, str]:
    """Split ``NAME=VALUE`` arguments. Raises ProblemgenError where one has no '=', or a name comes twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise ProblemgenError(f"{pair!r} is not {what}; write NAME=VALUE, in quotes where it holds a space")
        if name.strip() in found:
            raise ProblemgenError(f"{name.strip()} is given twice; keep one")
        found[name.strip()] = value.strip()
    return found
