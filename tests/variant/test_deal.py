"""Dealing: nobody's variant depends on who else is there, and nobody shares while there are enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.bank.bank import load_bank
from problemgen.course.assignment import load_assignment
from problemgen.course.issue import Issue, issue
from problemgen.course.manifest import Manifest
from problemgen.course.roster import Student, folder_name
from problemgen.errors import ProblemgenError
from problemgen.variant.deal import Dealer, draw, in_dealing_order, permuted
from tests.banks import SMALL, TINY, copied, edit, programs_of

IDS = st.lists(st.text("abcdefgh0123456789", min_size=1, max_size=4), min_size=1, max_size=10, unique=True)


def dealt(bank: Path, template: str, students: list[str], salt: str = "salt") -> dict[str, int]:
    dealer = Dealer(programs_of(bank)[template], salt, Counter())
    return {student: dealer.deal(student) for student in in_dealing_order(students, salt)}


def issued(
    bank: Path, assignment: str, ids: list[str], before: Manifest | None = None, accept_changes: bool = False
) -> Issue:
    opened = load_bank(bank)
    students = [Student(id, id, folder_name(id)) for id in ids]
    loaded = load_assignment(opened, assignment)
    return issue(opened, loaded, students, programs_of(bank), before, accept_changes=accept_changes)


def places(found: Issue) -> dict[str, list[tuple[str, int]]]:
    return {id: [(each.template, each.index) for each in sheet.problems] for id, sheet in found.manifest.students.items()}


@given(st.integers(0, 700), st.binary(min_size=1, max_size=32))
@settings(max_examples=40)
def test_the_permutation_is_a_permutation(size: int, key: bytes) -> None:
    assert sorted(permuted(place, size, key) for place in range(size)) == list(range(size))


@given(st.integers(2, 2**80), st.data())
def test_the_permutation_of_a_huge_grid_stays_inside_it(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    assert 0 <= permuted(place, size, b"key") < size


def test_another_key_is_another_order() -> None:
    assert [permuted(n, 1000, b"one") for n in range(20)] != [permuted(n, 1000, b"two") for n in range(20)]


def test_draws_are_the_same_on_every_machine_and_for_ever() -> None:
    """SHA-256 of the texts joined by U+001F, after the version: 'v1', 'salt', 'student'."""
    assert draw("salt", "student") == 0xDB031CC522092A7D86F91EE676F2F66EDD74DA88D2281C34840FDA64B43AAAED
    assert [permuted(place, 126, b"salt") for place in (7, 8)] == [18, 3]


def test_parts_of_a_draw_cannot_run_into_one_another() -> None:
    assert len({draw("ab", "c"), draw("a", "bc"), draw("abc"), draw("", "abc"), draw("abc", "")}) == 5


def test_nobody_shares_while_there_are_enough() -> None:
    assert len(set(dealt(TINY, "force.value", [f"s{n}" for n in range(12)]).values())) == 12
    assert len(set(dealt(SMALL, "nernst.forward", [f"s{n}" for n in range(400)]).values())) == 400


@pytest.mark.parametrize("students", [13, 24, 30, 59])
def test_sharing_is_even_where_there_are_not_enough(students: int) -> None:
    uses = Counter(dealt(TINY, "force.value", [f"s{n}" for n in range(students)]).values())
    assert len(uses) == 12
    assert max(uses.values()) - min(uses.values()) <= 1


def test_only_acceptable_variants_are_dealt() -> None:
    program = programs_of(SMALL)["nernst.forward"]
    dealer = Dealer(program, "salt", Counter())
    indices = set(dealt(SMALL, "nernst.forward", [f"s{n}" for n in range(200)]).values())
    assert all(dealer.accepts(index) for index in indices)
    assert any(not dealer.accepts(index) for index in range(program.space.size))


@given(IDS, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_the_class_list_changes_nothing(ids: list[str], random: object) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert places(issued(TINY, "week1", ids)) == places(issued(TINY, "week1", shuffled))


@given(IDS, IDS)
@settings(max_examples=30)
def test_adding_and_removing_students_changes_nobody_else(first: list[str], later: list[str]) -> None:
    before = issued(TINY, "week1", first)
    after = issued(TINY, "week1", later, before.manifest)
    assert {id: places(after)[id] for id in first} == places(before)
    assert set(places(after)) == {*first, *later}


@given(IDS)
@settings(max_examples=20)
def test_a_second_issue_is_the_same_manifest(ids: list[str]) -> None:
    before = issued(TINY, "week1", ids)
    again = issued(TINY, "week1", ids, before.manifest)
    assert (again.manifest, again.new) == (before.manifest, 0)


def test_adding_and_reordering_problems_changes_nobodys_numbers(tmp_path: Path) -> None:
    ids = [f"s{n}" for n in range(40)]
    before = {id: dict(each) for id, each in places(issued(SMALL, "week1", ids)).items()}
    bank = copied(SMALL, tmp_path)
    edit(bank, "assignments/week1.yaml", "  - nernst.forward\n  - {template: nernst.inside, points: 6}",
         "  - {template: nernst.inside, points: 6}\n  - nernst.twin\n  - nernst.forward")  # fmt: skip
    twin = bank / "problems/nernst/twin.yaml"
    twin.write_bytes((bank / "problems/nernst/inside.yaml").read_bytes())
    after = {id: dict(each) for id, each in places(issued(bank, "week1", ids)).items()}
    assert {id: {name: each[name] for name in before[id]} for id, each in after.items()} == before
    assert all(each["nernst.twin"] != each["nernst.inside"] for each in after.values())


def test_a_new_problem_does_not_move_what_was_issued(tmp_path: Path) -> None:
    ids = [f"s{n}" for n in range(10)]
    bank = copied(TINY, tmp_path)
    before = issued(bank, "week1", ids)
    edit(bank, "assignments/week1.yaml", "problems: [force.value]", "problems: [force.second, force.value]")
    second = bank / "problems/force/second.yaml"
    second.write_bytes((bank / "problems/force/value.yaml").read_bytes())
    programs_of.cache_clear()
    after = places(issued(bank, "week1", ids, before.manifest, accept_changes=True))
    assert {id: [each for each in problems if each[0] == "force.value"] for id, problems in after.items()} == places(before)


def test_the_same_template_twice_gives_two_variants(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    edit(bank, "assignments/week1.yaml", "[force.value]", "[force.value, force.value]")
    for first, second in places(issued(bank, "week1", ["s1", "s2", "s3", "s4"])).values():
        assert first[1] != second[1]


def test_another_salt_deals_other_variants() -> None:
    ids = [f"s{n}" for n in range(20)]
    assert dealt(SMALL, "nernst.forward", ids, "one") != dealt(SMALL, "nernst.forward", ids, "two")


def test_sharing_is_told_with_its_figures() -> None:
    (sharing,) = issued(TINY, "week1", [f"s{n}" for n in range(30)]).sharing
    assert str(sharing) == "force.value: 12 variants for 30 students; up to 3 students share one"
    assert issued(TINY, "week1", [f"s{n}" for n in range(12)]).sharing == ()


def test_a_template_that_accepts_nothing_says_so(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    edit(bank, "problems/force/value.yaml", "text: The", 'require: ["V_m > 0 mV"]\ntext: The')
    with pytest.raises(ProblemgenError, match=r"force.value: no variant meets its conditions in 12 tries; loosen `require`"):
        issued(bank, "week1", ["s1"])
