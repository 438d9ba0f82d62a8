"""The formats that can be exported to; a format is added by adding a file and a row here."""

from __future__ import annotations

from problemgen.export import moodle
from problemgen.export.exporter import Exporter

EXPORTERS: dict[str, Exporter] = {each.EXPORTER.name: each.EXPORTER for each in (moodle,)}
