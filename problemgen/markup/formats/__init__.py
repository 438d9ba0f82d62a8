"""One file a format: each gives a ``Dialect``; a format is added by adding a file and a row here."""

from __future__ import annotations

from problemgen.markup.dialect import Dialect
from problemgen.markup.formats import html, markdown, page, picture, plain, qti, said, svg, tex, typst, web, words

_FORMATS = (markdown, tex, typst, html, page, qti, web, picture, words, plain, svg, said)

DIALECTS: dict[str, Dialect] = {each.DIALECT.name: each.DIALECT for each in _FORMATS}
