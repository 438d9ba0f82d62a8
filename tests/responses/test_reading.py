"""Reading responses: how a file is recognized, what its cells mean, and that nothing hostile gets through."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.errors import ProblemgenError
from problemgen.exporters.ids import VariantId
from problemgen.responses import table
from problemgen.responses.cells import id_in
from problemgen.responses.gaps import gaps
from problemgen.responses.moodle import UNFINISHED
from problemgen.responses.plain import armed, disarmed, write_plain
from problemgen.responses.read import read_bytes, read_responses
from problemgen.responses.view import Reading, Response

ID = "membrane-nernst.forward-17"
OTHER = "membrane-nernst.forward-18"


def read(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> Reading:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return read_bytes(out.getvalue().encode(encoding), "r.csv")


def test_column_names_of_moodle_may_be_in_any_language() -> None:
    """The ids in the cells say which columns are questions."""
    found = read(["姓氏", "名", "题目 1", "回答 1", "正确答案 1"], ["Li", "Bo", f"... [{ID}]", "-89.8", "77"])
    assert [(r.student, r.id, r.text) for r in found.responses] == [("Bo Li", ID, "-89.8")]


def test_right_answers_of_moodle_are_not_taken_for_responses() -> None:
    """A report with texts and right answers, but without responses, says so."""
    found = read(["Last name", "First name", "Question 1", "Right answer 1"], ["Li", "Bo", f"[{ID}]", "77"])
    assert not found.responses
    assert "tick 'response'" in found.unmatched[0].reason


def test_an_id_that_students_type_matches_nothing() -> None:
    """The id comes from the question's cell, also where every response holds another."""
    rows = [["Li", f"Bo{n}", f"[{ID}]", f"[{OTHER}]", f"[{ID}]", "5"] for n in range(3)]
    found = read(["Last name", "First name", "Question 1", "Response 1", "Question 2", "Response 2"], *rows)
    assert [(r.id, r.text) for r in found.responses] == [(ID, f"[{OTHER}]"), (ID, "5")] * 3


def test_each_row_of_moodle_has_questions_of_its_own() -> None:
    """Random questions: one column, another variant in each row."""
    head = ["Last name", "First name", "Question 1", "Response 1"]
    found = read(head, ["A", "A", f"[{ID}]", "1"], ["B", "B", f"[{OTHER}]", "2"])
    assert [(r.id, r.text) for r in found.responses] == [(ID, "1"), (OTHER, "2")]


LEAD = ["Nazwisko", "Imię", "Numer ID", "Adres e-mail", "Stan", "Rozpoczęto", "Ukończono", "Czas", "Ocena/10,00"]
START, END = "1 października 2026 09:00", "1 października 2026 09:30"


@pytest.mark.parametrize("more", [0, 2])
def test_an_attempt_that_goes_on_does_not_take_the_place_of_a_finished_one(more: int) -> None:
    """Moodle writes - where an attempt was finished: its answers are told, in whatever language, and are no attempt."""
    between, dashes = ["Informacja zwrotna", "Część 1/5,00"][:more], ["-"] * (3 + more)
    found = read([*LEAD, *between, "Pytanie 1", "Odpowiedź 1"],
                 ["Li", "Bo", "s001", "a@b.c", "W toku", "1 października 2026 08:00", *dashes, f"[{ID}]", "5"],
                 ["Li", "Bo", "s001", "a@b.c", "Ukończone", START, END, "30 min", "1,00", *dashes[3:], f"[{ID}]", "77,9"],
                 ["Li", "Bo", "s001", "a@b.c", "W toku", "2 października 2026 09:00", *dashes, f"[{ID}]", "-"],
                 ["Ra", "Al", "s002", "r@b.c", "-", "-", *dashes, "-", "-"])  # fmt: skip
    [only] = found.responses
    assert (only.text, only.attempt, only.time, only.others) == ("77,9", 1, END, ("a@b.c", "s001", "Bo Li"))
    assert [(each.line, each.text) for each in found.unmatched] == [(2, "5"), (4, ""), (5, "")]
    assert found.unmatched[0].reason == found.unmatched[1].reason == UNFINISHED
    assert found.unmatched[2].reason == "no attempt"


def test_columns_that_hold_no_times_are_not_taken_for_them() -> None:
    """Without state and times in front of the questions, nothing is thought to be unfinished."""
    found = read(["姓氏", "名", "学号", "系", "班", "题目 1", "回答 1"], ["Li", "Bo", "-", "-", "-", f"[{ID}]", "5"])
    assert [(each.text, each.time) for each in found.responses] == [("5", "")]


def test_a_question_with_two_ids_is_not_guessed() -> None:
    """Two ids in brackets: neither is taken. Words that look like an id do not count beside one in brackets."""
    assert "more than one id" in str(id_in(f"[{ID}] and [{OTHER}]"))
    assert id_in(f"a well-known-3 axon [{ID}]") == VariantId("membrane", "nernst.forward", 17)


@pytest.mark.parametrize("text", [f"<p>x&nbsp;[{ID}]</p>", f"&#91;{ID}&#93;", "[membrane-nernst.<a href='#'>forward</a>-17]",
                                  f"x\u00a0[{ID}]", f"[ {ID} ]"])  # fmt: skip
def test_an_id_is_found_in_html_too(text: str) -> None:
    """Tags, entities and hard spaces do not hide it."""
    assert id_in(text) == VariantId("membrane", "nernst.forward", 17)


def test_gaps_that_can_be_read_in_two_ways_are_left_whole() -> None:
    """A student who types the separator does not shift the answers to the next part."""
    assert gaps("part 1: 5; part 2: 6; part 2: 7") == ()
    assert gaps("Teil 1: 5; Teil 2: a; part 3: b") == ("5", "a; part 3: b")
    assert gaps("ratio 1: 5") == ()
    assert gaps("partie 1 : 5; partie 2 : 6") == ("5", "6")


def test_canvas_without_names_of_columns_that_are_known() -> None:
    """Canvas translates its column names; the places of the columns are always the same."""
    head = ["nombre", "identificación", "sección", "id_sección", "presentado", "intento", f"5: [{ID}]", "1.0", "correctas"]
    found = read(head, ["Ada", "901", "A", "7", "2026-03-03", "2", "-89.8", "1.0", "1"])
    assert [(r.student, r.name, r.attempt, r.points) for r in found.responses] == [("901", "Ada", 2, 1.0)]


def test_attempts_are_counted_where_they_are_not_told() -> None:
    """The second row of a student is the second attempt."""
    found = read(["student", ID], ["s001", "1"], ["s002", "2"], ["s001", "3"])
    assert [(r.student, r.attempt, r.text) for r in found.responses] == [("s001", 1, "1"), ("s002", 1, "2"), ("s001", 2, "3")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings_of_spreadsheets(delimiter: str, encoding: str) -> None:
    """Comma, semicolon and tab; UTF-8 with a mark or without, UTF-16."""
    found = read(["student", "question", "response"], ["s001", ID, "a,b;c\td\ne"], delimiter=delimiter, encoding=encoding)
    assert [r.text for r in found.responses] == ["a,b;c\td\ne"]


def test_a_line_that_names_the_delimiter_is_skipped() -> None:
    """Excel's own first line."""
    found = read_bytes(f"sep=;\nstudent;question;response\ns001;{ID};5\n".encode(), "r.csv")
    assert [(r.line, r.text) for r in found.responses] == [(3, "5")]


@pytest.mark.parametrize(("data", "says"), [
    (b"", "empty"), (b"\n\n", "empty"), (b"a,b\n1,2\n", "no id of a question"), (b"\xff\xfe\x00", "UTF-8"), (b"\xe4", "UTF-8"),
    (f'student,"question,response\ns001,{ID},5\n'.encode(), "head line"),
    (b"a\n" * (table.MAX_LINES + 1), "lines"), (b"," * 9999 + b"x\n" + b"x\n" * 1001, "split it"),
])  # fmt: skip
def test_what_is_no_file_of_responses_is_refused(data: bytes, says: str) -> None:
    """With a sentence that says what to do."""
    with pytest.raises(ProblemgenError, match=says):
        read_bytes(data, "r.csv")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Named in the error."""
    with pytest.raises(ProblemgenError, match="cannot be read"):
        read_responses(tmp_path / "none.csv")


def test_a_cell_without_end_costs_one_line() -> None:
    """A cell that is too long, or a quote that is never closed, is listed; the lines below it are read."""
    long = "x" * (table.MAX_CELL + 1)
    text = f'student,question,response\ns001,{ID},{long}\ns002,{ID},"never closed\ns003,{ID},5\n'
    found = read_bytes(text.encode(), "r.csv")
    assert [r.student for r in found.responses] == ["s003"]
    assert [each.line for each in found.unmatched] == [2, 3]
    assert all("CSV" in each.reason for each in found.unmatched)


HEADS = [b"", b"student,question,response\n", f"student,{ID}\n".encode(), b"Last name,First name,Question 1,Response 1\n",
         f"name,id,submitted,5: [{ID}],1.0\n".encode(),
         f"Name,ID,ItemID,ItemType,[{ID}],EarnedPoints,Status\n".encode()]  # fmt: skip
CELLS = st.sampled_from([b",", b"\n", b'"', b";", b"\t", b"-", ID.encode(), f"[{OTHER}]".encode(), b"part 1: 2; part 2: 3"])


@given(st.sampled_from(HEADS), st.lists(st.one_of(CELLS, st.binary(max_size=8)), max_size=40))
def test_any_bytes_are_read_or_refused(head: bytes, pieces: list[bytes]) -> None:
    """No bytes raise anything but ProblemgenError."""
    try:
        found = read_bytes(head + b"".join(pieces), "r.csv")
    except ProblemgenError:
        return
    assert all(response.attempt >= 1 and response.line >= 2 for response in found.responses)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(str.strip)
NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
VARIANTS = st.builds(VariantId, NAME, NAME, st.integers(0, 10**18 - 1))
RESPONSES = st.builds(
    Response, TEXT.filter(bool), TEXT, VARIANTS, st.sampled_from(["", "a", "z"]),
    TEXT.filter(lambda text: not text.startswith("<")), st.integers(1, 999_999), st.just(2),
    st.none() | st.integers(0, 400).map(lambda n: n / 4), st.integers(0, 9), TEXT,
)  # fmt: skip


@given(st.lists(RESPONSES, max_size=6))
def test_a_plain_file_reads_back_as_it_was_written(responses: list[Response]) -> None:
    """Whatever students type, and whatever they are called."""
    found = read_bytes(write_plain(responses).encode("utf-8-sig"), "r.csv")
    assert not found.unmatched
    assert [drop_line(each) for each in found.responses] == [drop_line(each) for each in responses]


def drop_line(response: Response) -> list[object]:
    spaces = str.maketrans("\u00a0\u202f\u2007", "   ")
    values = (value for name, value in vars(response).items() if name != "line")
    return [value.translate(spaces) if isinstance(value, str) else value for value in values]


@given(TEXT)
def test_no_written_cell_is_a_formula(text: str) -> None:
    """A cell that starts with = + - @ is a number or a dash, or an apostrophe stands before it."""
    written = armed(text)
    assert not written.startswith(("=", "@", "+", "-")) or written.lstrip("+-")[:1].isdigit() or written == "-"
    assert disarmed(written) == text


@pytest.mark.parametrize(("text", "written"), [
    ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("'=1", "''=1"), ("-89.8", "-89.8"),
    ("-89.8 mV", "-89.8 mV"), ("-6.56kJ/mol", "-6.56kJ/mol"), ("+1,5e-3 µV", "+1,5e-3 µV"), ("-", "-"),
    ("-5 A1", "'-5 A1"), ("-1/a", "'-1/a"), ("-1 a(2)", "'-1 a(2)"), ("-1 a!b", "'-1 a!b"),
    ("5;=1+1", "5;'=1+1"), ("5; @x", "5; '@x"), ("5\n=1+1", "5\n'=1+1"), ("5\t-2+3", "5\t'-2+3"), ("a; -5 mV", "a; -5 mV"),
])  # fmt: skip
def test_numbers_with_units_are_no_formulas_and_no_delimiter_makes_one(text: str, written: str) -> None:
    """A spreadsheet that cuts at semicolons, tabs or line ends finds no formula either; a number with a unit stays as it is."""
    assert (armed(text), disarmed(written)) == (written, text)
