"""Read an author's Markdown with ``$...$`` and ``{{ slots }}`` into nodes: text -> (Block, ...).

What is not understood is an error with its place, never dropped and never passed on as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin

from problemgen.errors import Place, ProblemgenError
from problemgen.markup.nodes import (
    Align,
    Block,
    BulletList,
    Code,
    DisplayMath,
    Emphasis,
    Inline,
    LineBreak,
    Math,
    NumberedList,
    Paragraph,
    Slot,
    Strong,
    Table,
    Text,
)
from problemgen.maths import mathtree
from problemgen.maths.mathtext import MATH_STYLES, SLOT, MathError, parse_math, slot

FIRST_PRIVATE, LAST_PRIVATE = 0xE000, 0xF8FF  # stand for slots while Markdown and formulas are read and printed
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:()'/+-])*(?<! )")  # a line in which nothing can be Markdown
_SUPPORTED = "paragraphs, **bold**, *italics*, `code`, lists, tables, $maths$ and {{ slots }} are what a text may hold"
_REFUSED = {
    "link": "links are not supported; write the address as plain words",
    "image": "images are not supported in a text",
    "html_inline": r"raw HTML is not supported; write \< for a less-than sign",
    "html_block": r"raw HTML is not supported; write \< for a less-than sign",
    "heading": "headings are not allowed inside a text; write **bold** words",
    "fence": "code blocks are not supported",
    "code_block": "a line indented by four spaces is a code block, and those are not supported; indent less",
    "blockquote": "quotations are not supported; a line may not start with '>'",
    "hr": "rulers are not supported",
    "s": "struck-out words are not supported",
    "math_inline_double": "a $$formula$$ on display stands in lines of its own",
}
_STRAY = {
    "{{": "a slot is {{ name }} or {{ name|style }}",
    "}}": "it closes no slot",
    "$": r"it opens no formula; write \$ for a dollar sign, and no space after an opening $",
}
_RULES = [
    "emphasis", "list", "table", "escape", "newline", "backticks", "entity", "link", "image", "html_inline",
    "html_block", "heading", "lheading", "fence", "code", "blockquote", "hr", "autolink", "strikethrough",
]  # fmt: skip


def parse_prose(text: str, place: Place) -> tuple[Block, ...]:
    """Read Markdown into blocks; ``place`` is where the text's first line stands. Raises ProblemgenError.

    >>> parse_prose("At {{ T }} the *cell* rests.", Place("nernst.yaml", 3, 5))[0].children[1]
    Slot(name='T', style='')
    """
    if _WORDS.fullmatch(text):  # most names and words of tables; a reader of Markdown takes a hundred times as long
        return (Paragraph((Text(text),)),)
    source = _Source(text, place, _slots_of(text, place), tuple(match[0] for match in SLOT.finditer(text)))
    marks = iter(range(len(source.slots)))
    marked = SLOT.sub(lambda _: chr(FIRST_PRIVATE + next(marks)), text)
    root = SyntaxTreeNode(_markdown().parse(marked))
    return tuple(_block(child, source) for child in root.children)


def parse_inline(text: str, place: Place) -> tuple[Inline, ...]:
    """Read one line or paragraph of Markdown: a title, a name, an option. Raises ProblemgenError.

    >>> len(parse_inline("$\\\\mathrm{K}^+$ moves **in**", Place("bank.yaml", 7)))
    3
    """
    blocks = parse_prose(text, place)
    if not blocks:
        return ()
    if len(blocks) > 1 or not isinstance(blocks[0], Paragraph):
        raise ProblemgenError("one paragraph is allowed here; lists, tables and displays are not", place)
    return blocks[0].children


@dataclass(frozen=True)
class _Source:
    """The text that is being read, to tell where an error stands."""

    text: str
    place: Place
    slots: tuple[Slot, ...]
    written: tuple[str, ...]

    def error(self, message: str, near: str = "", line: int = 0, column: int = 0) -> ProblemgenError:
        """Point at the first ``near`` at or after a line (both counted from 0 in the text)."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        blank = SLOT.sub(lambda match: " " * len(match[0]), self.text) if near in ("{{", "}}") else self.text
        at = blank.find(near, starts[min(line, len(starts) - 1)]) if near else -1
        return ProblemgenError(message, _moved(self.place, self.text, (at if at >= 0 else starts[line]) + column))


def _moved(place: Place, text: str, at: int) -> Place:
    line = text.count("\n", 0, at)
    column = at - text.rfind("\n", 0, at) - 1
    start = place.column or 1
    return Place(place.file, (place.line or 1) + line, start + column)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": True}).enable(_RULES)  # html on, so that it is seen and refused
    markdown.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False, double_inline=True).disable(
        "text_join"
    )  # keeps an escaped \$ apart from a stray one
    return markdown


def _slots_of(text: str, place: Place) -> tuple[Slot, ...]:
    if private := _PRIVATE.search(text):
        raise ProblemgenError(f"private-use character U+{ord(private[0]):04X}; remove it",
                              _moved(place, text, private.start()))  # fmt: skip
    found = []
    for match in SLOT.finditer(text):
        try:
            made = slot(match, 0)
        except MathError as error:
            raise ProblemgenError(error.message, _moved(place, text, match.start())) from None
        found.append(Slot(made.name, made.style))
    if len(found) > LAST_PRIVATE - FIRST_PRIVATE:
        raise ProblemgenError(f"more than {LAST_PRIVATE - FIRST_PRIVATE} slots in one text", place)
    return tuple(found)


def _restored(text: str, source: _Source) -> str:
    """Put slots back as they are written, for the reader of formulas and for messages."""
    return _PRIVATE.sub(lambda match: source.written[ord(match[0]) - FIRST_PRIVATE], text)


def _line(node: SyntaxTreeNode) -> int:
    while node.parent is not None and node.map is None:
        node = node.parent
    return node.map[0] if node.map else 0


def _refused(node: SyntaxTreeNode, source: _Source) -> ProblemgenError:
    message = _REFUSED.get(node.type, f"{node.type.replace('_', ' ')} is not supported; {_SUPPORTED}")
    near = _restored(node.content, source).strip() if node.type.startswith("html") else ""
    return source.error(message, near, _line(node))


def _block(node: SyntaxTreeNode, source: _Source) -> Block:
    if node.type == "paragraph":
        return Paragraph(_inlines(node, source))
    if node.type == "math_block":
        return DisplayMath(_formula(node, source))
    if node.type == "bullet_list":
        return BulletList(_items(node, source))
    if node.type == "ordered_list":
        return NumberedList(_items(node, source), int(node.attrs.get("start", 1)))
    if node.type == "table":
        return _table(node, source)
    raise _refused(node, source)


def _items(node: SyntaxTreeNode, source: _Source) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(_block(block, source) for block in item.children) for item in node.children)


def _table(node: SyntaxTreeNode, source: _Source) -> Table:
    lines = [line for part in node.children for line in part.children]
    for line in lines:
        _no_cell_lost(line, len(lines[0].children), source)
    cells = [tuple(_inlines(cell, source) for cell in line.children) for line in lines]
    return Table(cells[0], tuple(cells[1:]), tuple(_align(cell) for cell in lines[0].children))


def _no_cell_lost(line: SyntaxTreeNode, columns: int, source: _Source) -> None:
    """Refuse a line with more cells than the head: Markdown would drop them."""
    written = SLOT.sub("", source.text).split("\n")[_line(line)].strip()
    bars = (
        len(re.findall(r"(?<!\\)\|", written)) - written.startswith("|") - (written.endswith("|") and not written.endswith(r"\|"))
    )
    if bars + 1 > columns:
        raise source.error(r"this line of the table has more cells than the head; write \| for a bar", "", _line(line))


def _align(cell: SyntaxTreeNode) -> Align:
    style = str(cell.attrs.get("style", ""))
    return "right" if "right" in style else "center" if "center" in style else "left"


def _inlines(node: SyntaxTreeNode, source: _Source) -> tuple[Inline, ...]:
    """Read the inline children of a paragraph, a cell, or bold words; neighbouring texts are joined."""
    found: list[Inline] = []
    for child in node.children:
        for inline in _inline(child, source):
            if isinstance(inline, Text) and found and isinstance(found[-1], Text):
                inline = Text(found.pop().text + inline.text)  # type: ignore[union-attr]
            found.append(inline)
    return tuple(found)


def _inline(node: SyntaxTreeNode, source: _Source) -> Iterator[Inline]:
    read = _INLINE.get(node.type)
    if read is None:
        raise _refused(node, source)
    yield from read(node, source)


def _text(node: SyntaxTreeNode, source: _Source) -> Iterator[Inline]:
    """Cut running text at its slots; what looks like unfinished markup is an error."""
    content = node.content
    for stray, advice in _STRAY.items():
        if stray in content:
            raise source.error(f"stray {stray!r}: {advice}", stray, _line(node))
    at = 0
    for match in _PRIVATE.finditer(content):
        if match.start() > at:
            yield Text(content[at : match.start()])
        found = source.slots[ord(match[0]) - FIRST_PRIVATE]
        if found.style in MATH_STYLES:
            raise source.error(f"the style {found.style!r} is for formulas only", found.name, _line(node))
        yield found
        at = match.end()
    if content[at:]:
        yield Text(content[at:])


def _special(node: SyntaxTreeNode, source: _Source) -> Iterator[Inline]:
    if _PRIVATE.search(node.content):
        raise source.error(f"{node.markup} is a private-use character; remove it", node.markup, _line(node))
    yield Text(node.content)


def _code(node: SyntaxTreeNode, source: _Source) -> Iterator[Inline]:
    if _PRIVATE.search(node.content):
        raise source.error("slots can't stand in `code`", "`", _line(node))
    yield Code(node.content)


def _formula(node: SyntaxTreeNode, source: _Source) -> mathtree.Math:
    content = _restored(node.content, source)
    try:
        return parse_math(content)
    except MathError as error:
        whole = source.text.find(node.content) >= 0
        raise source.error(error.message, node.content if whole else "$", _line(node), error.column if whole else 0) from None


_INLINE: dict[str, Callable[[SyntaxTreeNode, _Source], Iterator[Inline]]] = {
    "inline": lambda node, source: iter(_inlines(node, source)),
    "text": _text,
    "text_special": _special,
    "softbreak": lambda _node, _source: iter((Text(" "),)),
    "hardbreak": lambda _node, _source: iter((LineBreak(),)),
    "strong": lambda node, source: iter((Strong(_inlines(node, source)),)),
    "em": lambda node, source: iter((Emphasis(_inlines(node, source)),)),
    "code_inline": _code,
    "math_inline": lambda node, source: iter((Math(_formula(node, source)),)),
}
