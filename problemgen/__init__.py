"""Auto-graded problem sets from banks of templates: every student gets a worksheet, a key and a checker of their own.

The verbs of the command line are functions here: ``build``, ``list_bank``, ``show``, ``solve``, ``check``, ``lint``.
They are imported when they are first used, so that checking one answer never loads sympy.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_VERBS = {
    "build": "problemgen.course.build",
    "check": "problemgen.check",
    "read_key": "problemgen.check",
    "lint": "problemgen.course.lint",
    "list_bank": "problemgen.course.catalogue",
    "load_bank": "problemgen.bank.bank",
    "show": "problemgen.course.show",
    "solve": "problemgen.variant.solve",
    "ProblemgenError": "problemgen.errors",
}

__all__ = ["ProblemgenError", "__version__", "build", "check", "lint", "list_bank", "load_bank", "read_key", "show", "solve"]


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'problemgen' has no attribute {name!r}")
    return getattr(importlib.import_module(_VERBS[name]), name)
