"""The formats whose exports can be read back; a format is added by adding a file and a row here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from problemgen.importers import blackboard, blackboard_pool, brightspace, brightspace_package, canvas, moodle, qti
from problemgen.importers.view import ReadPackage

READERS: dict[str, Callable[[Path], ReadPackage]] = {
    "blackboard": blackboard.read,
    "blackboard-pool": blackboard_pool.read,
    "brightspace": brightspace.read,
    "brightspace-package": brightspace_package.read,
    "canvas": canvas.read,
    "moodle": moodle.read,
    **qti.READERS,
}
