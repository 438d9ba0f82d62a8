"""One variant: windows that tell right from wrong, merged mistakes, decisions, worked steps, entries of the key."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.bank.bank import load_bank
from problemgen.checker import check, read_key
from problemgen.course.show import Shown, show
from problemgen.errors import ProblemgenError
from problemgen.maths.numbers import rounded
from problemgen.variant.variant import ChoiceKey, NumberKey, Variant, Wrong, told_apart
from problemgen.variant.windows import Window
from tests.banks import MEMBRANE, SMALL, TINY, copied, edit, samples_of

OF_THE_SOURCE_TEXT = {"conc": "neuron_Cl", "T": "37 degC", "c_out": "110 mM", "c_in": "5 mM", "V_m": "-65 mV"}


@pytest.fixture(scope="module")
def cell() -> Shown:
    """The source text's own cell, whose chloride it sends the wrong way."""
    return show(load_bank(SMALL), "nernst.forward", pins=OF_THE_SOURCE_TEXT)


@pytest.fixture(scope="module")
def directions() -> dict[str, dict[str, object]]:
    """The conditions of the shipped bank's two questions about directions, by outcome."""
    bank = load_bank(MEMBRANE)
    return {name: {outcome.key: outcome.when for outcome in bank.decisions[name].outcomes}
            for name in ("ion_direction", "current_direction")}  # fmt: skip


def plain(words: object) -> str:
    """Give printed words with every space alike."""
    return str(words).replace("\N{NO-BREAK SPACE}", " ")


def number(made: Variant, label: str) -> NumberKey:
    key = next(key for key in made.parts if key.part.label == label)
    assert isinstance(key, NumberKey)
    return key


def right_of(found: Shown, n: int) -> str:
    key = found.variant.parts[n]
    assert isinstance(key, ChoiceKey)
    return key.options[key.right].key


@pytest.mark.parametrize("bank", [SMALL, TINY, MEMBRANE], ids=lambda bank: bank.name)
def test_windows_of_right_and_wrong_have_no_value_in_common(bank: Path) -> None:
    looked_at = 0
    ids = ("nernst.forward", "nernst.chloride_inside", "driving_force.value") if bank == MEMBRANE else ()
    for _, made in samples_of(bank, 8, ids):
        for key in made.parts:
            if isinstance(key, NumberKey):
                windows = [key.window, *(wrong.window for wrong in key.wrong)]
                for one, other in itertools.combinations(windows, 2):
                    assert one.high < other.low or other.high < one.low
                assert key.window.low <= key.value <= key.window.high
                looked_at += 1
    assert looked_at >= 8


def test_mistakes_that_give_the_same_number_are_one(cell: Shown) -> None:
    """For chloride nobody can tell an inverted ratio from a lost or dropped sign of the valence."""
    codes = [wrong.codes for wrong in number(cell.variant, "a").wrong]
    assert codes == [("inverted_ratio", "valence_sign", "valence_dropped"), ("log10_for_ln",), ("celsius_for_kelvin",)]


def test_a_mistake_that_changes_nothing_is_no_mistake() -> None:
    """For a potassium ion the valence may be dropped without harm."""
    pins = {**OF_THE_SOURCE_TEXT, "conc": "neuron_K", "c_out": "4 mM", "c_in": "140 mM"}
    found = show(load_bank(SMALL), "nernst.forward", pins=pins)
    codes = {code for wrong in number(found.variant, "a").wrong for code in wrong.codes}
    assert codes == {"inverted_ratio", "log10_for_ln", "celsius_for_kelvin"}


def wrong_at(code: str, value: float, half: float) -> Wrong:
    return Wrong((code,), value, Window(value, half), ())


@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 6)), max_size=8))
def test_merged_windows_are_apart_and_keep_every_code(places: list[tuple[int, int]]) -> None:
    wrong = [wrong_at(f"m{n}", value, half) for n, (value, half) in enumerate(places)]
    groups = told_apart(wrong)
    assert sorted(code for group in groups for code in group.codes) == sorted(each.codes[0] for each in wrong)
    assert not any(one.window.touches(other.window) for one, other in itertools.combinations(groups, 2))
    for each in wrong:
        (group,) = [group for group in groups if each.codes[0] in group.codes]
        assert group.window.low <= each.window.low <= each.window.high <= group.window.high


def test_the_cell_of_the_source_text_has_its_numbers(cell: Shown) -> None:
    assert (number(cell.variant, "a").printed.number, number(cell.variant, "b").printed.number) == ("-82.6", "17.6")
    assert right_of(cell, 2) == "in"
    assert "moves in" in str(cell.page.parts[2].solution.explanation)  # type: ignore[union-attr]


def test_the_cell_of_the_source_text_in_the_shipped_bank(directions: dict[str, dict[str, object]]) -> None:
    """Chloride flows in, and the current is outward: two questions with two answers."""
    assert decided(directions["ion_direction"], z=-1, V_m=-0.065, E=-0.0826) == "in"
    assert decided(directions["current_direction"], z=-1, V_m=-0.065, E=-0.0826) == "outward"


def decided(conditions: dict[str, object], **values: float) -> str:
    from problemgen.maths.evaluate import holds
    from problemgen.maths.units import in_si

    (key,) = [key for key, when in conditions.items() if holds(in_si(when), values)]  # type: ignore[arg-type]
    return key


MILLIVOLTS = st.integers(-1200, 1200).map(lambda tenths: tenths / 10_000)


@given(z=st.sampled_from([-2, -1, 1, 2]), V_m=MILLIVOLTS, E=MILLIVOLTS)
def test_the_ion_goes_where_its_free_energy_falls(directions: dict[str, dict[str, object]], z: int, V_m: float, E: float) -> None:
    """Leaving costs -zF(V - E): a negative cost is a way out. Turning the sign of z turns the ion, not the current."""
    ion, current = directions["ion_direction"], directions["current_direction"]
    cost = -z * 96485.33212 * (V_m - E)
    expected = "none" if abs(V_m - E) < 1e-9 else "out" if cost < 0 else "in"
    assert decided(ion, z=z, V_m=V_m, E=E) == expected
    flipped = {"in": "out", "out": "in", "none": "none"}[expected]
    assert decided(ion, z=-z, V_m=V_m, E=E) == flipped
    carried = decided(current, z=z, V_m=V_m, E=E)
    assert carried == decided(current, z=-z, V_m=V_m, E=E)
    assert carried == ("none" if abs(V_m - E) < 1e-9 else "outward" if V_m > E else "inward")


def test_at_equilibrium_nothing_flows() -> None:
    found = show(load_bank(TINY), "force.value", pins={"ion": "Cl", "V_m": "-90 mV", "E": "-90 mV"})
    assert right_of(found, 1) == "none"


def test_flipping_the_valence_flips_the_ion() -> None:
    pins = {"V_m": "-65 mV", "E": "-90 mV"}
    assert [right_of(show(load_bank(TINY), "force.value", pins={**pins, "ion": ion}), 1) for ion in ("K", "Cl")] == ["out", "in"]


def test_the_steps_show_the_relation_kelvin_the_substitution_and_the_result(cell: Shown) -> None:
    steps = [str(step) for step in cell.page.parts[0].solution.steps]  # type: ignore[union-attr]
    text = plain("\n".join(steps))
    assert steps[0] == "Nernst equation:"
    assert "37 °C = 310.15 K" in text
    assert "110 mM/5 mM" in text
    assert text.endswith("≈ −82.6 mV")


def test_the_solved_form_is_shown_where_another_symbol_is_asked() -> None:
    pins = {"conc": "neuron_K", "T": "37 degC", "c_out": "4 mM", "E": "-95 mV"}
    solution = show(load_bank(SMALL), "nernst.inside", pins=pins).page.parts[0].solution
    assert solution is not None
    text = plain("\n".join(map(str, solution.steps)))
    assert "Solved for c_in" in text
    assert "c_in = c_out e^(−zFE/(RT))" in text
    assert text.endswith("≈ 140 mM")


def test_the_last_line_of_every_solution_is_the_key() -> None:
    for program, made in samples_of(SMALL, 6):
        drawn = {name: f"{value.number} {value.unit}" if value.unit != "1" else value.number
                 for name, value in made.values.items() if name in {draw.name for draw in program.template.numbers}}  # fmt: skip
        rows = {name: row.key for name, row in made.rows.items()}
        page = show(program.template.bank, program.template.id, pins={**drawn, **rows}).page
        key = made.parts[0]
        if not isinstance(key, NumberKey):
            continue
        last = str(page.parts[0].solution.steps[-1])  # type: ignore[union-attr]
        assert last.endswith(f"≈ {page.parts[0].solution.answer!s}")  # type: ignore[union-attr]
        style = key.answer.style
        assert key.printed.value == float(rounded(key.value, digits=style.digits, decimals=style.decimals))


@pytest.mark.parametrize("bank", [SMALL, TINY], ids=lambda bank: bank.name)
def test_the_checker_takes_the_key_and_knows_every_mistake(bank: Path) -> None:
    judged = 0
    for program, made in samples_of(bank, 10):
        found = show(program.template.bank, program.template.id, made.index)
        key = read_key(found.key)
        for part, entry in zip(made.parts, found.key["parts"].items(), strict=True):
            name, data = entry
            if isinstance(part, NumberKey) and not part.options:
                unit = "" if part.printed.unit == "1" else f" {part.printed.unit}"
                assert check(key, name, f"{part.printed.number}{unit}").verdict == "CORRECT"
                for wrong in part.wrong:
                    verdict = check(key, name, f"{wrong.value!r}{unit}")
                    expected = {f"MISTAKE:{'_or_'.join(wrong.codes)}", "SIGN_OR_RATIO"}
                    assert (verdict.verdict, verdict.code in expected) == ("INCORRECT", True)
                    judged += 1
            elif "answer" in data:
                assert check(key, name, data["answer"]).verdict == "CORRECT"
    assert judged >= 10


def test_an_error_in_one_part_need_not_cost_twice(cell: Shown) -> None:
    """-65 - (+82.6) follows from the inverted ratio in part a, and chloride would then move the other way."""
    key = read_key(cell.key)
    right, carried = check(key, "b", "17.6 mV", {"a": "-82.6 mV"}), check(key, "b", "-147.6 mV", {"a": "82.6 mV"})
    assert (right.verdict, right.score) == ("CORRECT", 1.0)
    assert (carried.code, carried.score > 0) == ("ECF", True)
    assert check(key, "b", "-147.6 mV", {"a": "-82.6 mV"}).verdict == "INCORRECT"
    assert check(key, "c", "out", {"a": "82.6 mV"}).code == "ECF"  # z(V - E) is +147.6 mV for E = +82.6 mV
    assert check(key, "c", "out", {"a": "-82.6 mV"}).verdict == "INCORRECT"
    assert check(key, "c", "in", {"a": "-82.6 mV"}).verdict == "CORRECT"


def test_the_key_and_the_page_agree(cell: Shown) -> None:
    for entry, page in zip(cell.key["parts"].values(), cell.page.parts, strict=True):
        assert entry["ask"] == str(page.ask)


def test_pinned_values_are_taken_as_they_are_written() -> None:
    found = show(load_bank(SMALL), "nernst.forward", pins={**OF_THE_SOURCE_TEXT, "c_out": "0.110 M", "T": "310.15 K"})
    assert number(found.variant, "a").printed.number == "-82.6"
    assert "0.110 M" in plain(found.page.text)


@pytest.mark.parametrize(("name", "value", "message"), [
    ("c_ou", "110 mM", "no drawn value 'c_ou'; did you mean 'c_out'?"),
    ("c_out", "110 mV", "c_out is a concentration, e.g. in mM; mV measures a potential"),
    ("c_out", "lots", "'lots' is not a number with a unit; write e.g. 110 mM, -65 mV, 37 degC"),
    ("conc", "neuron_Mg", "no row of concentrations 'neuron_Mg'; did you mean"),
    ("c_out", "0 mM", "a formula has no value for these numbers; check signs and zeros"),
    ("c_out", "1e999 mM", "'1e999 mM' is out of range"),
])  # fmt: skip
def test_a_value_that_cannot_be_pinned_says_why(name: str, value: str, message: str) -> None:
    with pytest.raises(ProblemgenError, match=re.escape(message)):
        show(load_bank(SMALL), "nernst.forward", pins={**OF_THE_SOURCE_TEXT, name: value})


def test_a_variant_whose_wrong_value_is_right_is_not_issued() -> None:
    """At E near zero every mistake falls into the window of the key."""
    pins = {**OF_THE_SOURCE_TEXT, "c_out": "5.01 mM", "c_in": "5 mM"}
    assert not show(load_bank(SMALL), "nernst.forward", pins=pins).variant.accepted


def test_options_hold_the_right_number_once_and_no_two_look_alike() -> None:
    for _, made in samples_of(SMALL, 20):
        for key in made.parts:
            if isinstance(key, NumberKey) and key.options:
                shown = [key.shown[slot].number for slot in key.shown]
                assert len(set(shown)) == len(shown) >= 2
                assert shown[key.right] == key.printed.number


def test_the_place_of_the_right_option_says_nothing() -> None:
    rights = [key.right for _, made in samples_of(SMALL, 40) for key in made.parts if isinstance(key, NumberKey) and key.options]
    assert set(rights) == {0, 1, 2}


def test_a_text_of_the_template_is_filled_with_the_drawn_values(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    edit(bank, "problems/force/value.yaml", "{{ E }}.", "{{ E|signed }}, {{ V_m|value }} and {{ ion.z|charge }}.")
    page = show(load_bank(bank), "force.value", pins={"ion": "Cl", "V_m": "-65 mV", "E": "50 mV"}).page
    assert plain(page.text) == "The chloride of a cell at −65 mV has the equilibrium potential +50 mV, −65 and −."


