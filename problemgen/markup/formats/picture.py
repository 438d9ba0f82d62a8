"""HTML with formulas as ``equation_image``: Canvas draws them in both of its quiz engines.

A formula stands in the image's address (quoted twice, as the rich text editor does) and in words for screen readers.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from problemgen.markup import escape
from problemgen.markup.dialect import Mark, Mode
from problemgen.markup.formats import html
from problemgen.markup.formats.markdown import LATEX, latex_number, latex_unit
from problemgen.markup.formats.web import tex_of, tex_words
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_latex import MARKS


def _comparisons(text: str) -> str:
    """Write comparison signs in TeX's words: the address of an image may pass through readers that know HTML only."""
    return text.replace("<", r"\lt ").replace(">", r"\gt ")


def _quoted(text: str) -> str:
    """Quote for an address; the marks of slots stay."""
    return "".join(char if char in MARKS else quote(quote(char, safe=""), safe="") for char in text)


def _tex(tree: Math, mark: Mark) -> str:
    return escape.attribute(_comparisons(tex_of(tree, mark, "math")))


def _address(tree: Math, mark: Mark) -> str:
    return _quoted(_comparisons(tex_of(tree, mark, "quoted")))


_QUOTED = Numerals(
    lambda sign, mantissa, exponent: _quoted(latex_number(sign, mantissa, exponent)),
    lambda unit: _quoted(latex_unit(unit)), _quoted(LATEX.space), (_quoted(LATEX.fence[0]), _quoted(LATEX.fence[1])),
    lambda size, sign: _quoted(size + sign),
)  # fmt: skip


def _image(tree: Math, mark: Mark) -> str:
    tex = _tex(tree, mark)
    return (f'<img class="equation_image" title="{tex}" alt="LaTeX: {tex}" data-equation-content="{tex}" '
            f'src="/equation_images/{_address(tree, mark)}?scale=1"/>')  # fmt: skip


DIALECT = replace(
    html.DIALECT,
    name="picture",
    modes={
        "text": Mode(html.DIALECT.modes["text"].numerals, escape.html, _image),
        "math": Mode(LATEX, lambda text: escape.attribute(_comparisons(tex_words(text))), _tex),
        "quoted": Mode(_QUOTED, lambda text: _quoted(_comparisons(tex_words(text))), _address),
    },
    display=lambda tree, mark: f"<p>{_image(tree, mark)}</p>",
)
