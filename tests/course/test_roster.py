"""Class lists: ids and names are data from strangers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.course.roster import Student, folder_name, read_roster
from problemgen.errors import ProblemgenError
from tests.tables import cases

HOSTILE = ["../../x", "..", ".", "/etc/passwd", "C:\\x", "=cmd()", "\\input{/etc/passwd}", "😀", "a/b", "a\\b", "-rf",
           "~", "$HOME", "CON", "nul.txt", "a b", "x" * 200, "ÅÄÖ", "a:b", "a*?", "`ls`", "%n", ".hidden", "a.", "é",
           "e\N{COMBINING ACUTE ACCENT}", "instructor", "manifest.json"]  # fmt: skip
NAMES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\x00": "\0", "\\ufeff": "\ufeff", "\\u202e": "\u202e"}


def spelled(cell: str) -> bytes:
    for name, character in NAMES.items():
        cell = cell.replace(name, character)
    return re.sub(r"<(.) \* ([0-9]+)>", lambda match: match[1] * int(match[2]), cell).encode()


def read(data: bytes, folder: Path) -> tuple[Student, ...]:
    path = folder / "list.csv"
    path.write_bytes(data)
    return read_roster(path)


@pytest.mark.parametrize(("text", "expected"), cases("rosters.txt", 2))
def test_a_class_list_gives_these_students_or_this_error(text: str, expected: str, tmp_path: Path) -> None:
    try:
        found = ", ".join(f"{student.id}={student.name}" for student in read(spelled(text), tmp_path))
    except ProblemgenError as error:
        found = str(error).replace(f"{tmp_path}/", "").replace("\n", "; ")
    assert found == expected


def test_a_list_that_is_not_utf8_says_on_which_line(tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match=r"list.csv:3:1: not UTF-8 text; save the list as 'CSV UTF-8'"):
        read(b"id,name\ns1,A\ns2,\xe4\n", tmp_path)


@pytest.mark.parametrize("path", ["none.csv", "."])
def test_a_list_that_cannot_be_read_says_why(path: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match=r"the class list cannot be read: (No such file or directory|Is a directory)"):
        read_roster(tmp_path / path)


@pytest.mark.parametrize("id", HOSTILE)
def test_a_hostile_id_gets_a_folder_that_stays_where_it_is(id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", folder_name(id))
    assert not folder_name(id).endswith(".")


@given(st.text(min_size=1, max_size=80))
def test_no_id_can_leave_the_folder_or_fill_a_name(id: str) -> None:
    name = folder_name(id.encode("utf-8", "replace").decode())
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
    assert len(name) <= 60
    assert (Path("students") / name).resolve().parent == Path("students").resolve()


@given(st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=2, unique=True))
def test_two_ids_never_share_a_folder(ids: list[str]) -> None:
    one, other = (folder_name(id.encode("utf-8", "replace").decode()) for id in ids)
    if ids[0].encode("utf-8", "replace") != ids[1].encode("utf-8", "replace"):
        assert one != other


def test_folders_of_ids_that_differ_in_case_only_do_not_meet_on_any_disk(tmp_path: Path) -> None:
    one, other = read("id,name\nÅ1,A\nå1,B\n".encode(), tmp_path)
    assert one.folder.casefold() != other.folder.casefold()


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_in_another_way(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for content in (data, b"id,name\n" + data):
        said, students = str(folder), ()
        try:
            students = read(content, folder)
        except ProblemgenError as error:
            said = str(error)
        assert said.startswith(str(folder))
        assert len({student.folder.casefold() for student in students}) == len(students)
