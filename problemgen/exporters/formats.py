"""The formats that can be exported to; a format is added by adding a file and a row here."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

from problemgen.exporters.exporter import Exporter

_MODULES = {
    "blackboard": "blackboard", "blackboard-pool": "blackboard_pool", "brightspace": "brightspace",
    "brightspace-package": "brightspace_package", "canvas": "canvas", "moodle": "moodle", "qti3": "qti", "qti21": "qti",
}  # fmt: skip


class _Exporters(Mapping[str, Exporter]):
    """The exporters by name; each is imported when it is asked for."""

    def __getitem__(self, name: str) -> Exporter:
        module = importlib.import_module(f"problemgen.exporters.{_MODULES[name]}")
        exporters: tuple[Exporter, ...] = getattr(module, "EXPORTERS", None) or (module.EXPORTER,)
        return next(each for each in exporters if each.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


EXPORTERS: Mapping[str, Exporter] = _Exporters()
