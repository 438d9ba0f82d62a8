"""XHTML with MathML as the schemas of QTI 2.1 and 3.0 have it: no ``style``, no ``start``, formulas in blocks of their own."""

from __future__ import annotations

from dataclasses import replace

from problemgen.markup.dialect import Mark
from problemgen.markup.formats import html
from problemgen.markup.nodes import Align
from problemgen.maths.mathtree import Math


def _display(tree: Math, mark: Mark) -> str:
    """Put a formula in a paragraph: players draw formulas into one another that only ``display`` tells apart."""
    return f"<p>{html.DIALECT.display(tree, mark)}</p>"


def _items(items: list[str], first: int | None) -> str:
    if first is None or first == 1:
        return html.DIALECT.items(items, first)
    return "".join(f"<div>{number}. {item}</div>" for number, item in enumerate(items, first))


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    return html.DIALECT.table(head, rows, tuple("left" for _ in align))


DIALECT = replace(html.DIALECT, name="qti", display=_display, items=_items, table=_table)
