"""Things from other packages, found by name: exporters, drawings and kinds of answers, loaded when they are asked for.

A package says what it brings in its ``pyproject.toml``, under ``[project.entry-points."problemgen.exporters"]`` and the like.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from problemgen.errors import ProblemgenError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Group = Literal["exporters", "figures", "answers"]
Item = TypeVar("Item")

_ONE_AT_A_TIME = threading.RLock()  # standard output belongs to the whole process


@cache
def _found(group: Group) -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(_points(f"problemgen.{group}"), key=_package, reverse=True)}


def _points(group: str) -> Iterator[EntryPoint]:
    """Yield what all packages bring; one whose list cannot be read brings nothing, and stops nobody."""
    from importlib.metadata import distributions  # takes longer to import than most exports have to start

    seen = set()
    for package in distributions():
        with contextlib.suppress(Exception):
            name = package.metadata["Name"]
            if name not in seen:  # the first one on the path is the one that is imported
                seen.add(name)
                yield from tuple(point for point in package.entry_points if point.group == group)


def names(group: Group) -> tuple[str, ...]:
    """List what installed packages bring."""
    return tuple(sorted(_found(group)))


def load(group: Group, name: str, kind: type | None = None) -> Any:
    """Import what a package calls so. Raises ProblemgenError, which names the package, where that fails."""
    point = _found(group)[name]
    with guarded(group, name):
        found = point.load()
    if kind is not None and not isinstance(found, kind):
        raise broken(group, name, f"{point.value} is no {kind.__name__}")
    return found


@contextmanager
def guarded(group: Group, name: str) -> Iterator[None]:
    """Run something of a package: what it prints goes to standard error, and what it raises is told with its package."""
    with _ONE_AT_A_TIME, contextlib.redirect_stdout(sys.stderr):
        try:
            yield
        except ProblemgenError:
            raise
        except (Exception, SystemExit) as error:  # whatever a stranger's module does
            raise broken(group, name, error) from error


def guarded_items(group: Group, name: str, items: Iterable[Item]) -> Iterator[Item]:
    """Go through what a package gives piece by piece."""
    left = iter(items)
    while True:
        with guarded(group, name):
            try:
                item = next(left)
            except StopIteration:
                return
        yield item


def broken(group: Group, name: str, error: object) -> ProblemgenError:
    """Say that something of a package does not work."""
    what = {"exporters": "exporter", "figures": "drawing", "answers": "kind of answer"}[group]
    said = f"{type(error).__name__}: {error}" if isinstance(error, BaseException) else str(error)
    return ProblemgenError(f"the {what} {name!r} of the package {_package(_found(group)[name])} does not work ({said}); "
                           "mend or uninstall that package")  # fmt: skip


def packages() -> dict[str, str]:
    """Give the packages that bring drawings or kinds of answers, which show in sheets, with their versions."""
    groups: tuple[Group, ...] = ("figures", "answers")
    points = [point for group in groups for point in _found(group).values()]
    return {_package(point): point.dist.version if point.dist else "unknown" for point in points}


def stamp(group: Group, name: str) -> str:
    """Tell one state of a package from another, for what is kept on disk; '' for what comes with problemgen."""
    point = _found(group).get(name)
    if point is None:
        return ""
    import importlib.util

    spec = importlib.util.find_spec(point.module)
    file = Path(spec.origin).stat() if spec is not None and spec.origin else None
    return f"{_package(point)} {point.dist.version if point.dist else ''} {file and (file.st_size, file.st_mtime_ns)}"


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module
