"""Put the checker of the self-check page together: the files of ``templates/page/checker`` -> one plain script.

The files are the twins of the modules of ``problemgen/checker`` with the same names. Sentences, units, words and limits are
written in from these modules, so that they are typed once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from problemgen.checker import box, feedback, formulas, grid, key, messages, slips, text, units, windows, words
from problemgen.files import shipped
from problemgen.maths import formula, tree

# each after those whose constants it needs
FILES = (
    "decimal", "text", "number", "units", "reading", "windows", "grid", "sha256", "box", "lookup", "feedback", "slips",
    "quantity", "words", "options", "formula", "evaluate", "formulas", "carried", "carriedread", "keynumbers", "keyoptions",
    "keyformulas", "sealedread", "key", "judge",
)  # fmt: skip
PUBLIC = ("readKey", "check", "howTo", "uncover")


@lru_cache(maxsize=1)
def checker_script() -> str:
    """Give the script that defines ``problemgen`` with the functions of PUBLIC.

    >>> checker_script().startswith('const problemgen = (() => {')
    True
    """
    folder = shipped("templates") / "page" / "checker"
    code = [bare((folder / f"{name}.js").read_text(encoding="utf-8")) for name in FILES]
    lines = ["const problemgen = (() => {", '"use strict";', *_constants(), *code, f"return {{ {', '.join(PUBLIC)} }};", "})();"]
    return "\n".join(lines) + "\n"


def bare(source: str) -> str:
    """Take out comment lines, indents and empty lines; names stay, so that errors in a browser can be read."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _constants() -> list[str]:
    return [f"const {name} = {_json(table)};" for name, table in _tables().items()]


def _json(table: Any) -> str:
    return json.dumps(table, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _tables() -> dict[str, Any]:
    """List what the script takes from the Python modules."""
    return {
        "FORMAT": key.FORMAT,
        "SEALED_FORMAT": key.SEALED_FORMAT,
        "CATALOGUES": messages.CATALOGUES,
        "TELLING": feedback.TELLING,
        "MAX_TYPED": text.MAX_TYPED,
        "FOLDED": {chr(sign): plain for sign, plain in text.FOLDED.items()},
        "INVISIBLE": text.INVISIBLE,
        "RAISED": text.RAISED,
        "PREFIXES": units.PREFIXES,
        "PREFIX_WORDS": units.PREFIX_WORDS,
        "SYMBOLS": units.SYMBOLS,
        "OTHER_SPELLINGS": units.OTHER_SPELLINGS,
        "CELSIUS": units.CELSIUS,
        "DIMENSION_WORDS": {",".join(map(str, dimension)): said for dimension, said in units.DIMENSION_WORDS.items()},
        "WIDEST_FOR_NEAR": windows.WIDEST_FOR_NEAR,
        "FOREIGN_RELATIVE": windows.FOREIGN_RELATIVE,
        "CELL_BORDER": grid.CELL_BORDER,
        "ROUNDS": box.ROUNDS,
        "TAG_BYTES": box.TAG_BYTES,
        "PREFIX_STEPS": slips.PREFIX_STEPS,
        "OTHER_POWERS": slips.OTHER_POWERS,
        "DIRECTIONS": words.DIRECTIONS,
        "HEDGES": sorted(words.HEDGES),
        "TRUE_WORDS": sorted(words.TRUE_WORDS),
        "FALSE_WORDS": sorted(words.FALSE_WORDS),
        "FUNCTIONS": tree.FUNCTIONS,
        "MAX_LENGTH": formula.MAX_LENGTH,
        "MAX_SIZE": formula.MAX_SIZE,
        "MAX_DEPTH": formula.MAX_DEPTH,
        "POINTS": formulas.POINTS,
        "CANDIDATES": formulas.CANDIDATES,
    }
