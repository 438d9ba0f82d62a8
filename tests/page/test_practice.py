"""The pool for practice: never issued, never dealt later, moved by nobody and moving nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.bank.bank import Bank, load_bank
from problemgen.cli import group
from problemgen.course.assignment import Assignment, load_assignment
from problemgen.course.banks import programs
from problemgen.course.issue import PRACTICE, Issue, issue
from problemgen.course.manifest import Manifest, manifest_bytes, read_manifest
from problemgen.course.roster import Student, folder_name
from problemgen.variant.deal import SPARED
from problemgen.variant.program import Program
from tests.banks import TINY, copied, edit

MIDDLING = 84  # variants of the bank of these tests
IDS = st.lists(st.text("abcdefgh0123456789", min_size=1, max_size=4), min_size=1, max_size=30, unique=True)


@cache
def bank(size: int = MIDDLING) -> tuple[Bank, Assignment, dict[str, Program]]:
    """Load the tiny bank with 12 variants, or with 84."""
    folder = copied(TINY, Path(mkdtemp()))
    if size == MIDDLING:
        edit(folder, "problems/force/value.yaml", "step: 5", "step: 0.5")
    opened = load_bank(folder)
    return opened, load_assignment(opened, "week1"), programs(opened, opened.templates)


def issued(ids: list[str], before: Manifest | None = None, size: int = MIDDLING, accept_changes: bool = False) -> Issue:
    """Issue the assignment to students."""
    opened, assignment, ready = bank(size)
    assert [each.space.size for each in ready.values()] == [size]
    students = [Student(id, id, folder_name(id)) for id in ids]
    return issue(opened, assignment, students, ready, before, accept_changes=accept_changes)


def taken(manifest: Manifest) -> set[tuple[str, int]]:
    return {(each.template, each.index) for sheet in manifest.students.values() for each in sheet.problems}


def kept(manifest: Manifest) -> set[tuple[str, int]]:
    return {(template, index) for template, indices in manifest.practice.items() for index in indices}


@given(IDS, IDS, st.booleans())
@settings(max_examples=40)
def test_practice_and_issued_never_meet(first: list[str], later: list[str], changed: bool) -> None:
    """Nobody is issued a practice variant, whoever comes when; what is kept for practice stays, and so do students."""
    before = issued(first).manifest
    assert kept(before) & taken(before) == set()
    after = issued([*first, *later], before, accept_changes=changed).manifest
    assert kept(after) & taken(after) == set()
    assert after.practice == before.practice
    assert {id: after.students[id] for id in before.students} == before.students


@given(IDS)
@settings(max_examples=20)
def test_practice_moves_nobody(ids: list[str]) -> None:
    """Students get what they got before there was practice: it is dealt after them."""
    dealt = issued(ids).manifest
    old = replace(dealt, practice={})
    again = issued(ids, old).manifest
    assert again.students == dealt.students
    assert again.practice == dealt.practice


@pytest.mark.parametrize(
    ("size", "students", "wanted"), [(84, 1, 5), (84, 40, 4), (84, 80, 0), (84, 90, 0), (12, 1, 1), (12, 3, 0)]
)
def test_at_most_a_tenth_of_what_is_free_is_kept(size: int, students: int, wanted: int) -> None:
    """A small space keeps its variants for students; a large one gives what is wanted."""
    found = issued([f"s{n}" for n in range(students)], size=size).manifest
    assert len(kept(found)) == wanted
    assert wanted <= min(PRACTICE, max(0, size - students) // SPARED)


def test_a_full_space_is_shared_by_students_before_practice_is_touched() -> None:
    """Where all free variants are dealt, students share theirs, and the ones for practice stay apart."""
    before = issued(["a"]).manifest
    after = issued([f"s{n}" for n in range(90)], before)
    assert kept(after.manifest) == kept(before)
    assert len(kept(before)) == PRACTICE
    assert kept(before) & taken(after.manifest) == set()
    assert after.sharing[0].variants == MIDDLING - PRACTICE


def test_a_manifest_without_practice_is_read_and_gets_one(tmp_path: Path) -> None:
    """A manifest of an earlier version is as good as one that keeps nothing for practice."""
    before = issued(["a", "b"]).manifest
    path = tmp_path / "manifest.json"
    text = manifest_bytes(before).decode()
    head, _, rest = text.partition(', "practice": {')
    path.write_text(head + rest.partition("}")[2], "utf-8")
    old = read_manifest(path)
    assert old is not None
    assert old.practice == {}
    assert issued(["a", "b"], old).manifest == before
    path.write_bytes(manifest_bytes(before))
    assert read_manifest(path) == before


def test_what_a_changed_bank_has_no_longer_is_dealt_anew() -> None:
    """A practice place that is beyond the space, or was issued meanwhile, is not kept."""
    before = issued(["a", "b", "c"]).manifest
    template, indices = next((id, each) for id, each in before.practice.items() if each)
    mine = next(each.index for each in before.students["a"].problems if each.template == template)
    spoilt = replace(before, practice={**before.practice, template: (10**9, mine, *indices)})
    after = issued(["a", "b", "c", "d"], spoilt).manifest
    assert after.practice[template] == indices
    assert kept(after) & taken(after) == set()


def test_a_build_says_where_few_are_left(tmp_path: Path) -> None:
    """The command line names the templates whose space leaves fewer than five variants for practice."""
    (tmp_path / "class.csv").write_text("id,name\na,A\n", "utf-8")
    words = ["build", "week1", "--bank", str(TINY), "--roster", str(tmp_path / "class.csv"), "--out", str(tmp_path)]
    words += ["--formats", "md"]
    shown = CliRunner().invoke(group, words)
    assert "force.value: 1 variant left for practice, as its space is small" in shown.output
    assert json.loads(CliRunner().invoke(group, [*words, "--json"]).stdout)["few_to_practise"] == {"force.value": 1}
