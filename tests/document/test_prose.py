"""Prose is read to nodes; what is not understood is an error that says where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.errors import Place, ProblemgenError
from problemgen.markup.nodes import LineBreak, Math, Paragraph, Slot, Strong, Text, slot_names
from problemgen.markup.prose import parse_inline, parse_prose

LINES = (Path(__file__).parents[1] / "data" / "documents" / "refused.txt").read_text("utf-8").splitlines()
REFUSED = [[part.replace("\\n", "\n").replace("\\\\", "\\") for part in line.split("\t")] for line in LINES]
PLACE = Place("nernst.yaml", 1, 1)


@pytest.mark.parametrize(("place", "text", "message"), REFUSED)
def test_what_is_not_supported_is_refused(place: str, text: str, message: str) -> None:
    """Each line of the data file is refused at its place, with its sentence."""
    with pytest.raises(ProblemgenError) as caught:
        parse_prose(text, PLACE)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"nernst.yaml:{place}: "), str(caught.value)


def test_private_use_characters_are_refused() -> None:
    """They stand for slots inside, so a text may not hold them."""
    with pytest.raises(ProblemgenError, match=r"nernst\.yaml:1:3: private-use character"):
        parse_prose("a \ue000", PLACE)


def test_a_place_moves_with_the_text() -> None:
    """A text that starts at line 10, column 5 has its second line at 11."""
    with pytest.raises(ProblemgenError, match=r"x.yaml:11:8"):
        parse_prose("a\nb $\\qty$", Place("x.yaml", 10, 5))


def test_nodes() -> None:
    """Slots, bold words, formulas and line breaks become nodes; dotted names and styles are kept."""
    (paragraph,) = parse_prose("At **{{ T }}** {{cell.name}}\\\n$V_m$ {{ z | charge }}", PLACE)
    assert isinstance(paragraph, Paragraph)
    kinds = [type(node) for node in paragraph.children]
    assert kinds == [Text, Strong, Text, Slot, LineBreak, Math, Text, Slot]
    assert slot_names((paragraph,)) == ("T", "cell.name", "z")
    assert paragraph.children[-1] == Slot("z", "charge")


def test_one_paragraph_where_one_line_is_asked() -> None:
    """A title holds no list."""
    assert parse_inline("", PLACE) == ()
    with pytest.raises(ProblemgenError, match="one paragraph"):
        parse_inline("- a\n- b", PLACE)


@given(st.text(st.sampled_from("ab12 \n*_`$\\{}[]()<>|#-+.!&~:'\"=^"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in another way."""
    try:
        parse_prose(text, PLACE)
    except ProblemgenError as refused:
        problems = refused.problems
    else:
        problems = ()
    assert all(problem.place is not None and problem.place.line for problem in problems)


@given(st.text("ab9 é,.;:()'/+-–*_$&<[\\#\n", max_size=12).map("a".__add__))
def test_plain_words_are_read_as_markdown_reads_them(text: str) -> None:
    """What is read without a reader of Markdown comes out as it does in a text that needs one."""
    try:
        alone = parse_prose(text, PLACE)
        followed = parse_prose(f"{text}\n\n**end**", PLACE)
    except ProblemgenError:
        return
    assert followed[: len(alone)] == alone
