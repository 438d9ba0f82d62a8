"""Plain words as a screen reader says them, formulas and signs included: for the alternative text of pictures."""

from __future__ import annotations

from dataclasses import replace

from problemgen.markup import escape
from problemgen.markup.dialect import Mode
from problemgen.markup.formats import plain
from problemgen.markup.formats.typst import SPEECH

DIALECT = replace(plain.DIALECT, name="said", modes={"text": Mode(SPEECH.numerals, escape.plain, SPEECH.math), "speech": SPEECH})
