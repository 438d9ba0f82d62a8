"""Any text comes out of every format as it went in, and is never markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from problemgen.markup import escape
from problemgen.markup.nodes import Paragraph, Slot, Text
from problemgen.markup.pattern import fill, pattern, text_of
from problemgen.markup.tex_text import tex

HOSTILE = st.text(st.one_of(st.sampled_from("\\{}$&#%_^~<>|\"'`[]()*+-=!.:;,/@ 123abc\n\tµΩé⁺−😀中"), st.characters()))
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def _words(html: str) -> tuple[str, list[str]]:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join(reader.text.split()), reader.tags


@given(HOSTILE)
def test_html_gives_the_text_back(text: str) -> None:
    """A browser shows the words, and no element of theirs."""
    assert _words(escape.html(text)) == (" ".join(escape.clean(text).split()), [])


@given(HOSTILE)
def test_markdown_gives_the_text_back(text: str) -> None:
    """A Markdown reader shows the words in one paragraph, wherever they stand."""
    expected = " ".join(escape.clean(text).split())
    for nodes, values in (
        ((Paragraph((Text(text),)),), {}),
        ((Paragraph((Slot("x"),)),), {"x": text_of(text)}),
    ):
        words, tags = _words(MARKDOWN.render(fill(pattern(nodes, "md"), values)))
        assert words == expected
        assert set(tags) <= {"p"}


@given(HOSTILE)
def test_tex_holds_no_active_character(text: str) -> None:
    """After the commands that the escaper writes are taken away, nothing that TeX acts on is left."""
    left = re.sub(r"\\(?:[A-Za-z]+|[{}$&#%_,^'`\"~=.-])", "", tex(text))
    assert not re.search(r"[\\$&#%_^\"|<>]", left.replace("{}", ""))
    assert left.count("{") == left.count("}")


def test_tex_keeps_names_readable() -> None:
    """Letters with marks are set, and what the fonts lack is visible."""
    assert tex("Å é ß ł") == "Å é ß ł"
    assert tex("ế") == r"\'{\^{e}}"
    assert tex("K⁺ 5 µM −2 Ω") == r"K\textsuperscript{+} 5 \textmu{}M \ensuremath{-}2 \textohm{}"
    assert tex("😀") == "{[}U+1F600{]}"
    assert tex(r"\input{/etc/passwd}") == r"\textbackslash{}input\{/etc/passwd\}"


def test_controls_are_removed() -> None:
    """Controls, overrides of the reading direction and private-use characters never reach a page."""
    assert escape.clean("a\x00b\u202ec\nd\ue000") == "abc d\ufffd"
