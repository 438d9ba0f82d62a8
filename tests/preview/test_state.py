"""What the preview knows of a bank, after real saves of real files: whatever a file holds, the rest goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from problemgen.preview.state import State, loaded, opened, refreshed
from tests.banks import TINY, copied

VALUE = "problems/force/value.yaml"
ID = "force.value"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return copied(TINY, tmp_path)


def read(state: State, id: str = ID) -> State:
    """Load one problem into a state, as the keeper does."""
    return replace(state, entries={**state.entries, id: loaded(state, id)})


def saved(state: State, path: Path, content: bytes) -> State:
    """Write a file and look again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return refreshed(state).state


def test_a_bank_is_opened_with_all_its_problems_none_of_them_read(bank: Path) -> None:
    """Opening lists the files; nothing is loaded before somebody asks."""
    state = opened(bank)
    assert list(state.entries) == [ID]
    assert state.title == "A tiny bank that broken banks are made from"
    assert not state.entries[ID].current
    assert read(state).entries[ID].title == "Driving force"


def test_nothing_has_changed_where_nothing_was_saved(bank: Path) -> None:
    """A second look gives the very same state."""
    state = opened(bank)
    found = refreshed(state)
    assert found.state is state
    assert not found.anything


def test_a_saved_problem_is_read_again_on_its_own(bank: Path) -> None:
    """The other problems and the bank stay as they are."""
    shutil.copy(bank / VALUE, bank / "problems/force/other.yaml")
    state = read(read(opened(bank)), "force.other")
    path = bank / VALUE
    path.write_text(path.read_text("utf-8").replace("title: Driving force", "title: Another title"), "utf-8")
    found = refreshed(state)
    assert found.ids == {ID}
    assert found.state.entries["force.other"].program is state.entries["force.other"].program
    assert found.state.entries["force.other"].current
    assert not found.state.entries[ID].current
    assert found.state.entries[ID].title == "Driving force"  # until it is read
    assert read(found.state).entries[ID].title == "Another title"


@pytest.mark.parametrize("file", ["bank.yaml", "tables/ions.yaml", "relations.yaml"])
def test_any_other_file_of_the_bank_makes_all_problems_stale(bank: Path, file: str) -> None:
    """bank.yaml, a section file, and a new one are read with the whole bank."""
    state = read(opened(bank))
    path = bank / file
    path.write_text((path.read_text("utf-8") if path.exists() else "") + "\n# a comment\n", "utf-8")
    found = refreshed(state)
    assert found.ids is None
    assert not found.state.entries[ID].current
    assert found.state.entries[ID].program is not None


BAD_FILES = {
    "half of a line": (b"title: Driving force\ndraw:\n  ion: {row: ion", "not valid YAML"),
    "nothing": (b"", "valid dictionary"),
    "a number": (b"42\n", "valid dictionary"),
    "no UTF-8": (b"title: \xff\xfe\n", "not UTF-8 text"),
    "two megabytes": (b"# " + b"x" * 2_000_000, "larger than"),
    "another unit": (b"", "mW"),
    "a control character": (b"title: a\x00b\n", "control"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_save_is_told_with_its_place_and_what_was_there_stays(bank: Path, what: str) -> None:
    """The last good problem is kept and called old; the next good save mends everything."""
    good = (bank / VALUE).read_bytes()
    state = read(opened(bank))
    content, words = BAD_FILES[what]
    broken = read(saved(state, bank / VALUE, content or (good.replace(b"unit: mV", b"unit: mW") if words == "mW" else b"")))
    entry = broken.entries[ID]
    assert entry.program is state.entries[ID].program
    assert entry.old
    assert words in " ".join(fault.message for fault in entry.faults)
    assert entry.faults[0].place.startswith("tiny/problems/force/value.yaml")
    mended = read(saved(broken, bank / VALUE, good)).entries[ID]
    assert mended.faults == ()
    assert not mended.old


def test_the_place_of_an_error_comes_with_the_lines_around_it(bank: Path) -> None:
    """A misspelled table is marked in its line."""
    good = (bank / VALUE).read_bytes()
    entry = read(saved(opened(bank), bank / VALUE, good.replace(b"{row: ions}", b"{row: iosn}"))).entries[ID]
    fault = entry.faults[0]
    assert fault.place == "tiny/problems/force/value.yaml:3:3"
    assert "did you mean 'ions'?" in fault.message
    (line,) = [line for line in fault.lines if line.here]
    assert (line.number, line.marked, line.before) == (3, "ion:", "  ")


def test_problems_that_come_and_go_are_listed_and_forgotten(bank: Path) -> None:
    """New, renamed and deleted files change the list; so does a folder of them."""
    state = opened(bank)
    state = saved(state, bank / "problems/force/second.yaml", (bank / VALUE).read_bytes())
    assert list(state.entries) == ["force.second", ID]
    (bank / VALUE).rename(bank / "problems/force/renamed.yaml")
    state = refreshed(state).state
    assert list(state.entries) == ["force.renamed", "force.second"]
    assert read(state, "force.renamed").entries["force.renamed"].title == "Driving force"
    shutil.move(bank / "problems/force", bank / "problems/forces")
    assert list(refreshed(state).state.entries) == ["forces.renamed", "forces.second"]
    shutil.rmtree(bank / "problems")
    assert dict(refreshed(state).state.entries) == {}


def odd_folder(bank: Path) -> None:
    (bank / "problems/force/folder.yaml").mkdir()


def odd_link(bank: Path) -> None:
    (bank / "problems/force/folder.yaml").symlink_to(bank / "nowhere.yaml")


@pytest.mark.parametrize("make", [odd_folder, odd_link])
def test_what_is_called_yaml_and_is_no_file_is_told_and_harms_nobody(bank: Path, make: Callable[[Path], None]) -> None:
    """A folder or a dead link called x.yaml is an error of that problem alone."""
    make(bank)
    state = read(read(opened(bank)), "force.folder")
    assert state.entries["force.folder"].faults
    assert state.entries[ID].program is not None


def test_a_broken_bank_keeps_the_last_one_and_its_problems(bank: Path) -> None:
    """bank.yaml with an error is told; problems can be edited against the last good bank meanwhile."""
    head = (bank / "bank.yaml").read_bytes()
    state = read(opened(bank))
    state = saved(state, bank / "bank.yaml", head + b"oops: [1\n")
    assert "not valid YAML" in state.faults[0].message
    assert state.bank is not None
    state = saved(state, bank / VALUE, (bank / VALUE).read_bytes().replace(b"Driving force", b"Meanwhile"))
    assert read(state).entries[ID].title == "Meanwhile"
    state = saved(state, bank / "bank.yaml", head)
    assert state.faults == ()
    assert read(state).entries[ID].faults == ()


def test_a_bank_that_is_broken_from_the_start_is_mended_by_a_save(bank: Path) -> None:
    """Without a good bank there is nothing to show but what is wrong; then it works."""
    head = (bank / "bank.yaml").read_bytes()
    (bank / "bank.yaml").write_bytes(b"title: [\n")
    state = opened(bank)
    assert state.bank is None
    assert state.faults
    assert read(state).entries[ID].program is None
    assert read(saved(state, bank / "bank.yaml", head)).entries[ID].title == "Driving force"


def test_a_bank_whose_folder_goes_away_comes_back(bank: Path, tmp_path: Path) -> None:
    """Renamed for a while, as a change of branches does: told, and then as before."""
    state = read(opened(bank))
    bank.rename(tmp_path / "away")
    state = refreshed(state).state
    assert "no bank.yaml" in state.faults[0].message
    assert dict(state.entries) == {}
    (tmp_path / "away").rename(bank)
    assert read(refreshed(state).state).entries[ID].title == "Driving force"


def test_an_assignment_with_an_error_is_a_notice(bank: Path) -> None:
    """It stops no problem."""
    state = saved(opened(bank), bank / "assignments/week1.yaml", b"title: Week 1\nproblems: [force.valeu]\nsalt: tiny-2026\n")
    assert "did you mean 'force.value'?" in state.notices[0].message
    assert state.faults == ()


def test_an_error_nobody_foresaw_is_told_and_not_raised(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever loading raises, the author reads what happened and where to tell it."""

    def explode(*_: object) -> None:
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr("problemgen.preview.state.load_template", explode)
    entry = read(opened(bank)).entries[ID]
    assert entry.faults[0].message.startswith("something unforeseen happened (ZeroDivisionError: by nobody); please report it")


def test_a_save_within_the_same_tick_of_the_clock_is_seen_by_its_size(bank: Path) -> None:
    """A file with the same time and another length is another file."""
    path = bank / VALUE
    stat = path.stat()
    state = opened(bank)
    path.write_bytes(path.read_bytes() + b"# more\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert refreshed(state).ids == {ID}
