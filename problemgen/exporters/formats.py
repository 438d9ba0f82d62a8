"""The formats that can be exported to; a format is added by adding a file and a row here, or by a package."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

from problemgen import plugins
from problemgen.exporters.exporter import Exporter

_MODULES = {
    "blackboard": "blackboard", "blackboard-pool": "blackboard_pool", "brightspace": "brightspace",
    "brightspace-package": "brightspace_package", "canvas": "canvas", "moodle": "moodle", "qti3": "qti", "qti21": "qti",
}  # fmt: skip


class _Exporters(Mapping[str, Exporter]):
    """The exporters by name; each is imported when it is asked for."""

    def __getitem__(self, name: str) -> Exporter:
        if name not in _MODULES:
            from problemgen.exporters.packaged import packaged

            return packaged(name)
        module = importlib.import_module(f"problemgen.exporters.{_MODULES[name]}")
        exporters: tuple[Exporter, ...] = getattr(module, "EXPORTERS", None) or (module.EXPORTER,)
        return next(each for each in exporters if each.name == name)

    def __contains__(self, name: object) -> bool:
        return name in _MODULES or name in plugins.names("exporters")

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*_MODULES, *plugins.names("exporters"))))

    def __len__(self) -> int:
        return len(list(iter(self)))


EXPORTERS: Mapping[str, Exporter] = _Exporters()
OWN: frozenset[str] = frozenset(_MODULES)  # that come with problemgen
