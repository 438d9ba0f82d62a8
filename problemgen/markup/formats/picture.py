"""HTML with formulas as ``equation_image``, as it stands inside the XML of a Canvas quiz: escaped once more.

What Canvas needs of such an image (canvas-lms, packages/canvas-rce/src/enhance-user-content/mathml.js and
lib/user_content.rb; gem qti 2.27, lib/qti/sanitizer.rb): the class; the TeX in ``data-equation-content``, from which New
Quizzes makes ``\\(...\\)``; the TeX in the address, quoted twice, from which Classic Quizzes draws or typesets it. The
alternative text is free, and holds words. A title and a scale are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ParamSpec
from urllib.parse import quote

from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats import html, plain
from problemgen.markup.formats.markdown import LATEX, latex_number, latex_unit
from problemgen.markup.formats.typst import SPEECH
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_latex import MARKS, latex, plain_words
from problemgen.maths.print_speech import speech

Given = ParamSpec("Given")

_SPACE = re.compile(r"(?<!\\) (?![A-Za-z\ue000-\uf8ff])|(?<![A-Za-z\\\ue000-\uf8ff]) ")  # ends no command: TeX skips it
_KEPT = "\0"  # a space between words
# Signs as words, for the readers of HTML on the way; gem qti writes [x] in attributes as an entity (v1/models/base.rb).
_IN_WORDS = {"<": r"\lt ", ">": r"\gt ", "[": r"\lbrack ", "]": r"\rbrack "}


def in_xml(html: str) -> str:
    """Escape HTML for XML where its tags are all that is not escaped yet; marks of slots stay.

    >>> in_xml("<b>a &amp;lt; b</b>")
    '&lt;b&gt;a &amp;lt; b&lt;/b&gt;'
    """
    return html.replace("<", "&lt;").replace(">", "&gt;")


def text_in_xml(text: str) -> str:
    """Escape text for HTML that stands in XML.

    >>> text_in_xml("a < b")
    'a &amp;lt; b'
    """
    return _attribute(escape.clean(text))


def _attribute(text: str) -> str:
    return escape.attribute(text).replace("&", "&amp;")


def _worded(tex: str) -> str:
    return "".join(_IN_WORDS.get(char, char) for char in tex)


def _upright(text: str) -> str:
    """Escape upright text; signs that are written as words stand outside it, where TeX reads them."""
    return "".join(f"}}{_IN_WORDS[char]}\\text{{" if char in _IN_WORDS else char for char in plain_words(escape.clean(text)))


def _text(words: str) -> str:
    return rf"\text{{{_upright(words)}}}"


def _printed(tree: Math, mark: Mark, mode: str) -> str:
    """Print TeX without the spaces that it does not need: quoted twice, each takes five bytes."""
    tex = _worded(latex(tree, lambda slot: mark(slot, mode), lambda text: _upright(text).replace(" ", _KEPT)))
    return _SPACE.sub("", re.sub(" +", " ", tex)).replace(_KEPT, " ")


def _quoted(text: str) -> str:
    """Quote for an address, twice as Canvas' editor does; the marks of slots stay."""
    return "".join(char if char in MARKS else quote(quote(char, safe="!*()"), safe="!*()") for char in text)


def _tex(tree: Math, mark: Mark) -> str:
    return _attribute(_printed(tree, mark, "math"))


def _address(tree: Math, mark: Mark) -> str:
    return _quoted(_printed(tree, mark, "quoted"))


def _speech(tree: Math, mark: Mark) -> str:
    return _attribute(speech(tree, lambda slot: mark(slot, "speech")))


_QUOTED = Numerals(
    lambda sign, mantissa, exponent: _quoted(latex_number(sign, mantissa, exponent)),
    lambda unit: _quoted(latex_unit(unit)), _quoted(LATEX.space), (_quoted(LATEX.fence[0]), _quoted(LATEX.fence[1])),
    lambda size, sign: _quoted(size + sign),
)  # fmt: skip


def _image(tree: Math, mark: Mark) -> str:
    return (f'&lt;img class="equation_image" alt="{_speech(tree, mark)}" data-equation-content="{_tex(tree, mark)}" '
            f'src="/equation_images/{_address(tree, mark)}"/&gt;')  # fmt: skip


def _tags(write: Callable[Given, str]) -> Callable[Given, str]:
    """Escape the tags that a function of the HTML dialect writes around texts that are escaped already."""

    def escaped(*args: Given.args, **kwargs: Given.kwargs) -> str:
        return in_xml(write(*args, **kwargs))

    return escaped


_HTML = html.DIALECT

DIALECT = Dialect(
    name="picture",
    modes={
        "text": Mode(plain.NUMERALS, text_in_xml, _image),
        "math": Mode(LATEX, lambda text: _attribute(_text(text)), _tex),
        "quoted": Mode(_QUOTED, lambda text: _quoted(_text(text)), _address),
        "speech": Mode(SPEECH.numerals, text_in_xml, _speech),
    },
    strong=_tags(_HTML.strong),
    emphasis=_tags(_HTML.emphasis),
    code=lambda text: f"&lt;code&gt;{text_in_xml(text)}&lt;/code&gt;",
    line_break=in_xml(_HTML.line_break),
    display=lambda tree, mark: f"&lt;p&gt;{_image(tree, mark)}&lt;/p&gt;",
    paragraph=_tags(_HTML.paragraph),
    items=_tags(_HTML.items),
    table=lambda *table: in_xml(html.padded(_HTML.table(*table))),
    blocks=_HTML.blocks,
)  # fmt: skip
