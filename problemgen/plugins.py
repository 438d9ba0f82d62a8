"""Things from other packages, found by name: exporters, drawings and kinds of answers, loaded when they are asked for.

A package says what it brings in its ``pyproject.toml``, under ``[project.entry-points."problemgen.exporters"]`` and the like.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from problemgen.errors import ProblemgenError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Group = Literal["exporters", "figures", "answers"]


@cache
def _found(group: Group) -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # takes longer to import than most exports have to start

    return {point.name: point for point in sorted(entry_points(group=f"problemgen.{group}"), key=_package, reverse=True)}


def names(group: Group) -> tuple[str, ...]:
    """List what installed packages bring."""
    return tuple(sorted(_found(group)))


def load(group: Group, name: str, kind: type | None = None) -> Any:
    """Import what a package calls so. Raises ProblemgenError, which names the package, where that fails."""
    point = _found(group)[name]
    try:
        found = point.load()
    except Exception as error:  # whatever a stranger's module does
        raise broken(group, name, error) from error
    if kind is not None and not isinstance(found, kind):
        raise broken(group, name, f"{point.value} is no {kind.__name__}")
    return found


def broken(group: Group, name: str, error: object) -> ProblemgenError:
    """Say that something of a package does not work."""
    what = {"exporters": "exporter", "figures": "drawing", "answers": "kind of answer"}[group]
    said = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
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
