"""An exporter of another package: what it prints stays out of our output, and what it raises is told with its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from problemgen import plugins
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import Item
from problemgen.exporters.notes import Note
from problemgen.exporters.quiz import ExportFile, Quiz


def packaged(name: str) -> Exporter:
    """Load an exporter; its name is the one under which the package brings it. Raises ProblemgenError."""
    found: Exporter = plugins.load("exporters", name, Exporter)
    if found.name != name:
        raise plugins.broken("exporters", name, f"it calls itself {found.name!r}")

    def write(item: Item) -> tuple[str, ...]:
        with plugins.guarded("exporters", name):
            written = found.write(item)
        if not isinstance(written, tuple) or not all(isinstance(each, str) for each in written):
            raise plugins.broken("exporters", name, "`write` must give a tuple of texts")
        return written

    def notes(item: Item) -> Iterable[Note]:
        with plugins.guarded("exporters", name):
            return tuple(found.notes(item))

    def files(quiz: Quiz) -> Iterator[ExportFile]:
        with plugins.guarded("exporters", name):
            given = iter(found.files(quiz))
        for each in plugins.guarded_items("exporters", name, given):
            yield replace(each, pieces=plugins.guarded_items("exporters", name, each.pieces))

    return replace(found, write=write, notes=notes, files=files)
