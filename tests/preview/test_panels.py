"""What stands in the tabs: samples that stop in time, spreads, the strip, and where mistakes lead."""

from __future__ import annotations

import time
from itertools import pairwise
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.bank.bank import load_bank
from problemgen.course.banks import programs
from problemgen.preview.axis import MARGIN, axis
from problemgen.preview.mistakes import mistakes
from problemgen.preview.paper import Press, selfcheck_page
from problemgen.preview.samples import picked, quick_count, sample
from problemgen.preview.spread import Bars, Histogram, bars, numbers, spread
from problemgen.preview.strip import strip
from problemgen.variant.count import count
from problemgen.variant.program import Program
from tests.banks import MEMBRANE, SMALL, TINY, copied, edit, programs_of

FORWARD = "nernst.forward"
FORCE = "force.value"

PATIENT = 60.0  # seconds: what is asked is not how quick this machine is just now


@pytest.fixture(scope="module")
def forward() -> Program:
    return programs_of(SMALL, (FORWARD,))[FORWARD]


def changed(tmp_path: Path, *edits: tuple[str, str]) -> Program:
    """Compile the tiny bank's problem with some lines changed."""
    bank = copied(TINY, tmp_path)
    for old, new in edits:
        edit(bank, "problems/force/value.yaml", old, new)
    return programs(load_bank(bank), [FORCE])[FORCE]


# --- samples


def test_a_sample_holds_accepted_variants_each_once(forward: Program) -> None:
    """As many as are wanted, all of them such as are issued; the same seed gives the same ones."""
    found = sample(forward, "a", 50, PATIENT)
    assert len(found.variants) == 50
    assert all(each.accepted for each in found.variants)
    assert len({each.index for each in found.variants}) == 50
    assert [each.index for each in sample(forward, "a", 50, PATIENT).variants] == [each.index for each in found.variants]
    assert [each.index for each in sample(forward, "b", 50, PATIENT).variants] != [each.index for each in found.variants]


def test_a_small_space_is_sampled_whole(tmp_path: Path) -> None:
    """Where there are fewer variants than wanted, all of them come."""
    program = changed(tmp_path)
    assert len(sample(program, "a", 1000, PATIENT).variants) == count(program).low


def test_a_space_without_a_variant_is_told_and_something_is_shown(tmp_path: Path) -> None:
    """`require` that nothing meets: no sample, a count of none, and a variant to look at with the reason."""
    program = changed(tmp_path, ("derive:\n", 'require: ["V_m > 5 mV"]\nderive:\n'))
    assert sample(program, "a", 8).variants == ()
    found = picked(program, None)
    assert "No variant was found that can be issued" in found.why
    assert found.variant is not None
    counted = quick_count(program)
    assert counted is not None
    assert counted.high == 0


def test_a_variant_that_is_not_issued_is_shown_with_the_reason(tmp_path: Path) -> None:
    """An index whose condition fails can be looked at."""
    program = changed(tmp_path, ("derive:\n", 'require: ["V_m > -68 mV"]\nderive:\n'))
    whys = [picked(program, index).why for index in range(program.space.size)]
    assert any("not issued" in why for why in whys)
    assert "" in whys


def test_a_variant_without_a_value_is_told(tmp_path: Path) -> None:
    """A formula that divides by zero leaves nothing to print."""
    program = changed(tmp_path, ("derive:\n", "derive:\n  Q: {formula: 1/(V_m + 65 mV), unit: 1/mV}\n"),
                      ("ask: What is the driving force?", "ask: 'What is the driving force? {{ Q }}'"))  # fmt: skip
    none = [index for index in range(program.space.size) if picked(program, index).variant is None]
    assert none
    assert "has no value" in picked(program, none[0]).why


def test_an_index_outside_is_told_with_the_range(forward: Program) -> None:
    """What is asked for beyond the last variant leads to the usual one."""
    found = picked(forward, 10**20)
    assert f"from 0 to {forward.space.size - 1:,}" in found.why
    assert found.variant is not None


MILLIONS = ("V_m: {range: [-70, -60], step: 5}", "V_m: {range: [-90, -1], decimals: 2}\n"
            "  X: {range: [0, 90], decimals: 2, unit: mV}\n  Y: {range: [0, 90], decimals: 2, unit: mV}")  # fmt: skip
DEEP = ("derive:\n", f"require: [\"{'+'.join(['abs(V_m)'] * 90)} > 1 mV\"]\nderive:\n")


@pytest.mark.parametrize("edits", [(MILLIONS,), (DEEP,), (MILLIONS, DEEP)], ids=["millions of values", "a long formula", "both"])
def test_absurd_templates_stop_in_time(tmp_path: Path, edits: tuple[tuple[str, str], ...]) -> None:
    """Sampling and counting end by the clock, whatever there is to work through (with room for a busy machine)."""
    program = changed(tmp_path, *edits)
    start = time.monotonic()
    sample(program, "a", 10**6, 0.2)
    quick_count(program, 0.2)
    picked(program, None, 0.2)
    assert time.monotonic() - start < 5


def test_a_hurried_sample_says_so(forward: Program) -> None:
    """Without any time there are few or no variants, and that is told."""
    assert sample(forward, "a", 300, 0.0).hurried


def test_the_quick_count_agrees_with_the_long_one(forward: Program, tmp_path: Path) -> None:
    """A small space is counted; the bounds on a large one hold the exact number."""
    small = changed(tmp_path)
    assert quick_count(small) == count(small)
    exact, bounds = count(forward), quick_count(forward)
    assert bounds is not None
    assert bounds.low <= exact.low <= bounds.high


# --- axes and spreads


@given(st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=20))
def test_an_axis_has_room_for_every_value(values: list[float]) -> None:
    """All values lie between the margins, in their order, and ticks are on the axis in theirs."""
    found = axis(values)
    places = [found.at(value) for value in sorted(values)]
    assert all(MARGIN - 0.01 <= place <= 100 - MARGIN + 0.01 for place in places)
    assert places == sorted(places)
    ticks = [tick.at for tick in found.ticks]
    assert ticks == sorted(ticks)


@given(st.lists(st.floats(-1e12, 1e12).filter(lambda value: abs(value) > 1e-12), min_size=2, max_size=8))
def test_an_axis_finds_its_way_back(values: list[float]) -> None:
    """A share of the way and a place on the axis are inverse to one another."""
    found = axis(values)
    for share in (0.0, 0.3, 1.0):
        assert isclose(found.at(found.value(share)), MARGIN + share * (100 - 2 * MARGIN), abs_tol=0.02)


def test_every_variant_is_in_one_box_of_a_histogram() -> None:
    """The boxes stand side by side and count everything once."""
    found = numbers("E", "", "mV", [n / 7 for n in range(-300, 300)])
    assert isinstance(found, Histogram)
    assert sum(box.count for box in found.boxes) == 600
    assert all(isclose(one.x + one.width, other.x, abs_tol=0.02) for one, other in pairwise(found.boxes))
    assert max(box.height for box in found.boxes) == 100


def test_a_few_different_numbers_have_a_bar_each() -> None:
    """Three temperatures are bars in the order of the numbers, not a histogram."""
    found = numbers("T", "temperature", "degC", [37.0, 20.0, 20.0, 25.0])
    assert isinstance(found, Bars)
    assert [(bar.label, bar.count) for bar in found.bars] == [("20", 2), ("25", 1), ("37", 1)]
    assert found.what == "temperature, in °C"


@pytest.mark.parametrize(("times", "words"), [(95, "nearly always"), (100, "always"), (89, "")])
def test_an_option_that_is_nearly_always_right_is_pointed_out(times: int, words: str) -> None:
    """What can be guessed is worth seeing; what is right in 89 % is not said to be."""
    note = bars("Part a", "what is right", ["out"] * times + ["in"] * (100 - times), guessed=True).note
    assert bool(note) == bool(words)
    assert words in note


def test_a_spread_pictures_everything_that_is_drawn_and_asked(forward: Program) -> None:
    """A picture for each row, number and part, in their order."""
    found = spread(forward, sample(forward, "a", 200).variants)
    assert [each.name for each in found.drawn] == ["conc", "T", "c_out", "c_in", "V_m"]
    assert [each.name for each in found.asked] == ["Part a: E", "Part b: DF", "Part c"]
    direction = found.asked[2]
    assert isinstance(direction, Bars)
    assert isclose(sum(bar.share for bar in direction.bars), 100, abs_tol=0.2)


def test_the_strip_shows_what_show_prints(forward: Program) -> None:
    """Each column holds the values and the right answer of its variant."""
    made = sample(forward, "a", 3).variants
    found = strip(forward, made)
    assert found.indices == tuple(each.index for each in made)
    assert [row.name for row in found.drawn] == ["conc", "T", "c_out", "c_in", "V_m"]
    assert found.drawn[0].cells == tuple(each.rows["conc"].key for each in made)
    assert all(cell.endswith("mV") for cell in found.asked[0].cells)


@pytest.mark.parametrize("id", sorted(programs_of(MEMBRANE)))
def test_every_shipped_problem_can_be_previewed(id: str) -> None:
    """Spread, strip and mistakes work for every kind of part there is."""
    program = programs_of(MEMBRANE)[id]
    made = sample(program, "a", 20).variants
    assert made
    found = spread(program, made)
    assert len(strip(program, made).asked) == len(mistakes(made[0])) == len(program.template.parts)
    assert len(found.drawn) == len(program.template.model.draw)


# --- mistakes


def told(program: Program, index: int | None = None) -> list[tuple[str, ...]]:
    made = picked(program, index).variant
    assert made is not None
    return [each.titles for each in mistakes(made)[0].told]


def test_a_mistake_stands_on_the_line_with_its_window_and_words(tmp_path: Path) -> None:
    """The key and the reversed difference are two windows, with what the student reads."""
    made = picked(changed(tmp_path), None).variant
    assert made is not None
    part = mistakes(made)[0]
    assert part.line is not None
    assert {mark.sign for mark in part.line.marks} == {"K", "1"}
    assert [mark.sign for mark in part.line.marks if mark.right] == ["K"]
    assert [each.titles for each in part.told] == [("reversed (reversed)",)]
    assert "<math" in part.told[0].feedback


def with_mistakes(tmp_path: Path, mistake: str, listed: str) -> Program:
    """Give the tiny problem another mistake."""
    bank = copied(TINY, tmp_path)
    edit(bank, "bank.yaml", "decisions:\n", f"  {mistake}\ndecisions:\n")
    old = "tolerance: {absolute: 0.5 mV}}\n"
    edit(bank, "problems/force/value.yaml", old, f"{old}    mistakes: {listed}\n")
    return programs(load_bank(bank), [FORCE])[FORCE]


def test_mistakes_that_meet_are_shown_as_one(tmp_path: Path) -> None:
    """Two ways to nearly the same number cannot be told apart, and share a line."""
    near = 'off: {title: a little more, change: {result: "-result + 0.2 mV"}, feedback: Nearly.}'
    assert told(with_mistakes(tmp_path, near, "[reversed, off]")) == [("reversed (reversed)", "a little more (off)")]


def test_a_mistake_that_gives_the_key_is_named_with_the_reason(tmp_path: Path) -> None:
    """abs() changes nothing where the answer is positive: it is left out, and said to be."""
    program = with_mistakes(tmp_path, "abs: {title: sign lost, change: {result: abs(result)}, feedback: Mind the sign.}", "[abs]")
    reasons = set()
    for index in range(program.space.size):
        made = picked(program, index).variant
        assert made is not None
        reasons |= {each.why.split(" with")[0] for each in mistakes(made)[0].dropped}
    assert reasons == {"It gives the right answer"}


def test_a_mistake_without_a_value_is_named_with_the_reason(tmp_path: Path) -> None:
    """A logarithm of something negative has no value with some numbers."""
    program = with_mistakes(tmp_path, "log: {title: a log, change: {result: 'ln(result/(1 mV))*1 mV'}, feedback: No.}", "[log]")
    whys = {each.why for index in range(program.space.size) if (made := picked(program, index).variant)
            for each in mistakes(made)[0].dropped}  # fmt: skip
    assert "Its formula has no value with these numbers." in whys


# --- documents


@pytest.mark.parametrize("name", ["worksheet", "key"])
def test_a_document_is_pictures_of_its_pages_and_text(forward: Program, name: str) -> None:
    """The pictures are SVG; the key says the answer, the worksheet does not."""
    made = picked(forward, None).variant
    assert made is not None
    paper = Press().paper(forward, made, "key" if name == "key" else "worksheet")
    assert all(page.startswith(b"<svg") for page in paper.pages)
    assert ("**Answer:**" in paper.text) == (name == "key")


def test_a_document_is_printed_once(forward: Program) -> None:
    """The page and its pictures ask for the same document; the press keeps it until templates change."""
    made = picked(forward, None).variant
    assert made is not None
    press = Press()
    first = press.paper(forward, made, "key")
    assert press.paper(forward, made, "key") is first
    press.forget()
    assert press.paper(forward, made, "key") is not first


def test_the_self_check_page_is_that_of_the_variant(forward: Program) -> None:
    """It is a whole page with the numbers of this variant and none of its answers."""
    made = picked(forward, None).variant
    assert made is not None
    page = selfcheck_page(forward, made).decode()
    assert f"variant {made.index}" in page
    assert "Content-Security-Policy" in page
