"""Put the checker of the self-check page together: the files of ``templates/page/checker`` -> one plain script.

The files are the twins of the modules of ``problemgen/checker``. Sentences, units and words are written in from these
modules, so that they are typed once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from problemgen.checker import messages
from problemgen.files import shipped

_FILES = ("judge",)
_PUBLIC = "readKey, check, howTo"


@lru_cache(maxsize=1)
def checker_script() -> str:
    """Give the script that defines ``problemgen`` with ``readKey``, ``check`` and ``howTo``.

    >>> checker_script().startswith('const problemgen = (() => {')
    True
    """
    folder = shipped("templates") / "page" / "checker"
    code = "\n".join(_bare((folder / f"{name}.js").read_text(encoding="utf-8")) for name in _FILES)
    return f'const problemgen = (() => {{\n"use strict";\n{_constants()}\n{code}\nreturn {{ {_PUBLIC} }};\n}})();\n'


def _bare(source: str) -> str:
    """Take out comment lines, indents and empty lines."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _constants() -> str:
    """Write the tables of the Python modules as constants."""
    tables: dict[str, Any] = {"CATALOGUES": messages.CATALOGUES}
    return "\n".join(f"const {name} = {_json(table)};" for name, table in tables.items())


def _json(table: Any) -> str:
    return json.dumps(table, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
