"""One file a format: each gives a ``Dialect``; a format is added by adding a file and a row here."""

from __future__ import annotations

from problemgen.markup.dialect import Dialect
from problemgen.markup.formats import html, markdown, plain, tex, typst

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (markdown.DIALECT, tex.DIALECT, typst.DIALECT, html.DIALECT, plain.DIALECT)
}
