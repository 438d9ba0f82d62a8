"""Exports for course systems: the same bytes again, pools without repeats, credit for mistakes, class lists, the kept plan."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from problemgen.cache import cache_folder
from problemgen.course.build import Order, build
from problemgen.course.export import Export, Exported, export
from problemgen.errors import ProblemgenError
from problemgen.exporters.formats import EXPORTERS
from problemgen.importers.formats import READERS
from tests.banks import SMALL, TINY, copied, edit

FORMATS = sorted(EXPORTERS)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROBLEMGEN_CACHE", str(tmp_path / "cache"))


def exported(bank: Path, out: Path, format: str = "moodle", assignment: str = "week1", variants: int = 5) -> Exported:
    return export(Export(format, assignment, str(bank), variants, None, out))


def idnumbers(path: Path) -> list[str]:
    return [each.text or "" for each in ET.parse(path).iter("idnumber")]


@pytest.mark.parametrize("format", FORMATS)
def test_a_second_export_has_the_same_bytes_from_a_kept_plan_and_without(format: str, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}{EXPORTERS[format].suffix}" for name in ("first", "second", "third"))
    exported(SMALL, first, format)
    exported(SMALL, second, format)
    for kept in (cache_folder() / "exports").iterdir():
        kept.unlink()
    exported(SMALL, third, format)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_is_read_back_without_findings(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"export{EXPORTERS[format].suffix}"
    made = exported(SMALL, path, format)
    read = READERS[format](path)
    assert read.findings == ()
    assert len(read.questions) == made.questions == sum(size for _, size in made.groups)


def test_a_larger_pool_begins_with_the_smaller_one_and_repeats_nothing(tmp_path: Path) -> None:
    exported(SMALL, tmp_path / "few.xml", variants=4)
    exported(SMALL, tmp_path / "many.xml", variants=60)
    few, many = idnumbers(tmp_path / "few.xml"), idnumbers(tmp_path / "many.xml")
    for template in ("nernst.forward", "nernst.inside"):
        own_few, own_many = ([id for id in ids if f"-{template}-" in id] for ids in (few, many))
        assert own_many[:4] == own_few
        assert len(set(own_many)) == 60


def test_a_small_space_gives_all_its_variants_and_no_more(tmp_path: Path) -> None:
    made = exported(TINY, tmp_path / "tiny.xml", variants=5000)
    ids = idnumbers(tmp_path / "tiny.xml")
    assert len(ids) == len(set(ids)) == made.questions < 5000


def test_a_mistake_with_credit_earns_it_in_the_checker_and_in_the_course_system(tmp_path: Path) -> None:
    bank = copied(SMALL, tmp_path)
    answer = "tolerance: {relative: 1 %, absolute: 0.5 mV}}"
    credited = "mistakes: [inverted_ratio, {mistake: log10_for_ln, credit: 50 %}]"
    edit(bank, "problems/nernst/forward.yaml", answer, f"{answer}\\n    {credited}")
    out = tmp_path / "one.zip"
    export(Export("qti3", "week1", str(bank), 1, None, out))
    question = next(each for each in READERS["qti3"](out).questions if "nernst.forward" in each.id)
    assert sorted({window.credit for window in question.parts[0].windows}) == [0.0, 0.5, 1.0]
    folder = build(Order("week1", str(bank), out=tmp_path, formats=("check",))).folder
    key = json.loads((folder / "instructor" / "s001" / "key.json").read_text())
    assert {mistake["code"]: mistake.get("credit", 0) for mistake in key["parts"]["1a"]["mistakes"]}["log10_for_ln"] == 0.5


def test_a_class_list_exports_what_build_deals_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    roster = SMALL / "assignments" / "class.csv"
    folder = build(Order("week1", str(SMALL), roster=roster, formats=("md",))).folder
    manifest = json.loads((folder / "instructor" / "manifest.json").read_text())
    export(Export("moodle", "week1", str(SMALL), 5, roster, tmp_path / "class.xml"))
    with (tmp_path / "class-students.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    told = {(row["student"].removeprefix("'"), row["problem"]): row["question"] for row in rows}
    for student, sheet in manifest["students"].items():
        for number, problem in enumerate(sheet["problems"], 1):
            assert told[student, str(number)] == f"small-{problem['template']}-{problem['index']}"
    assert set(told.values()) == set(idnumbers(tmp_path / "class.xml"))


def test_a_changed_bank_is_not_exported_from_an_old_plan(tmp_path: Path) -> None:
    bank = copied(SMALL, tmp_path)
    exported(bank, tmp_path / "before.xml")
    edit(bank, "problems/nernst/forward.yaml", "Give one decimal.", "Give it with one decimal.")
    exported(bank, tmp_path / "after.xml")
    assert "Give it with one decimal." in (tmp_path / "after.xml").read_text()


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: data.replace(b"0.5", b"0.9"), lambda _: b"[]"])
def test_a_damaged_plan_is_made_anew(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    exported(SMALL, tmp_path / "whole.xml")
    for kept in (cache_folder() / "exports").iterdir():
        kept.write_bytes(damage(kept.read_bytes()))
    exported(SMALL, tmp_path / "again.xml")
    assert (tmp_path / "again.xml").read_bytes() == (tmp_path / "whole.xml").read_bytes()


def test_a_template_that_stands_twice_gives_every_place_its_own_variants(tmp_path: Path) -> None:
    bank = copied(SMALL, tmp_path)
    edit(bank, "assignments/week1.yaml", "  - nernst.forward\\n", "  - nernst.forward\\n  - nernst.forward\\n")
    made = exported(bank, tmp_path / "twice.xml")
    ids = idnumbers(tmp_path / "twice.xml")
    assert len(ids) == len(set(ids)) == made.questions == 15


def test_fewer_variants_than_asked_are_told(tmp_path: Path) -> None:
    losses = exported(TINY, tmp_path / "tiny.xml", variants=5000).losses
    assert any(loss.note.what == "5000 variants" for loss in losses)


@pytest.mark.parametrize("name", ["quiz.txt", "quiz.xml"])
def test_a_package_is_not_written_under_the_name_of_something_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match=r"this export is a \.zip file; name it quiz\.zip"):
        exported(SMALL, tmp_path / name, "canvas")


def test_a_class_list_is_never_overwritten(tmp_path: Path) -> None:
    roster = tmp_path / "quiz-students.csv"
    roster.write_text("id,name\ns1,Student\n")
    with pytest.raises(ProblemgenError, match="would overwrite the class list"):
        export(Export("moodle", "week1", str(SMALL), 5, roster, tmp_path / "quiz.xml"))
    assert roster.read_text() == "id,name\ns1,Student\n"


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    with pytest.raises(ProblemgenError, match="this is no place for a file"):
        exported(SMALL, tmp_path / "pipe.xml")
    assert (tmp_path / "pipe.xml").is_fifo()


def test_what_is_lost_is_told_with_the_templates_that_lose_it(tmp_path: Path) -> None:
    losses = exported(SMALL, tmp_path / "quiz.zip", "canvas").losses
    told = {loss.note.what: loss for loss in losses}
    assert any("carried" in what for what in told)
    assert all(loss.note.instead and loss.templates for loss in losses)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Export("moodel", "week1", str(SMALL)), "no format 'moodel'; did you mean 'moodle'?"),
        (Export("moodle", "week9", str(SMALL)), "no assignment 'week9'; did you mean 'week1'?"),
        (Export("moodle", "week1", "smal"), "no bank 'smal'"),
    ],
)
def test_what_does_not_exist_is_named_with_what_is_near(order: Export, said: str) -> None:
    with pytest.raises(ProblemgenError, match=re.escape(said)):
        export(order)


def test_an_export_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemgenError, match="name another file with --out"):
        exported(SMALL, tmp_path / "file" / "quiz.xml")


@pytest.mark.parametrize(("format", "count"), [("moodle", 3000), ("canvas", 1500)])
def test_memory_does_not_grow_with_the_number_of_variants(format: str, count: int, tmp_path: Path) -> None:
    """A child exports; its peak is compared with that of an export a twentieth as large, both from a kept plan."""
    assert SMALL.is_dir()
    peaks = [peak(format, variants, tmp_path) for variants in (count, count // 20, count)]
    assert peaks[2] < peaks[1] + 12_000 < 100_000  # kB


def peak(format: str, variants: int, folder: Path) -> int:
    command = [sys.executable, "-m", "problemgen", "export", format, "week1", "--bank", str(SMALL),
               "--variants", str(variants), "--out", str(folder / "large")]  # fmt: skip
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) // (1024 if sys.platform == "darwin" else 1)
