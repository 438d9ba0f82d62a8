"""The pictures of the shipped banks: what the key shows stays out of the question, words say what is drawn, colours are few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice
from xml.etree import ElementTree

import pytest

from problemgen.bank.bank import Bank, load_bank
from problemgen.bank.figure import Drawing, Figure, Plot, differs
from problemgen.bank.load import load_template
from problemgen.bank.template import NumberAnswer
from problemgen.course.lint import sample
from problemgen.figures.embed import inline
from problemgen.figures.overlay import COLORS, INKS
from problemgen.figures.picture import Artist, Given
from problemgen.figures.svg import Picture
from problemgen.files import shipped
from problemgen.markup.nodes import Words, slot_names
from problemgen.maths.numbers import Printed
from problemgen.variant.program import Program, program
from problemgen.variant.variant import Variant

BANKS = [shipped("banks") / name for name in ("membrane", "acid_base")]
VARIANTS = 3
PALETTE = {*COLORS, *INKS, "#C04F00", "#007D5B", "#AA4499", "#767676", "#666666", "#DDDDDD", "#EAF3FA", "#FBF0D6",
           "#FFFFFF", "#9CCCE8", "#CCCCCC", "#E8E8E8", "#000000"}  # fmt: skip


@cache
def bank(name: str) -> Bank:
    return load_bank(shipped("banks") / name)


def ids() -> Iterator[tuple[str, str]]:
    for path in BANKS:
        for file in sorted((path / "problems").glob("*/*.yaml")):
            if "\nfigures:\n" in file.read_text(encoding="utf-8"):
                yield path.name, f"{file.parent.name}.{file.stem}"


CASES = [pytest.param(*pair, id=f"{pair[0]}-{pair[1]}") for pair in ids()]


@cache
def opened(name: str, id: str) -> tuple[Program, list[Variant]]:
    compiled = program(load_template(bank(name), id))
    return compiled, list(islice(sample(compiled, 40), VARIANTS))


@cache
def shown(name: str, id: str) -> list[tuple[Variant, Figure, Picture | None, Picture]]:
    """Draw the figures of some variants: the variant, the figure, the question's picture if it has one, the key's."""
    compiled, variants = opened(name, id)
    artist, template = Artist(), compiled.template
    made = []
    for variant in variants:
        given = Given(variant.values, variant.numbers)
        for figure in template.figures:
            question = None if figure.key else artist.picture(template, figure, given, False)
            made.append((variant, figure, question, artist.picture(template, figure, given, True)))
    return made


def key_words(figure: Figure) -> Iterator[Words]:
    """Yield the labels that only the key shows."""
    if isinstance(figure, Drawing):
        yield from (words for item in figure.items if item.key for words in item.texts.values())
    else:
        yield from (each.label for each in figure.curves if each.key and each.label)
        yield from (each.label for each in figure.marks if each.key and each.label)


def words_of_question(figure: Figure) -> Iterator[Words]:
    yield figure.alt
    yield from (each.words for each in figure.also if not each.key)
    if isinstance(figure, Drawing):
        yield from figure.texts.values()
        yield from (words for item in figure.items if not item.key for words in item.texts.values())
    else:
        yield from (figure.x.label, figure.y.label)
        yield from (each.label for each in figure.curves if not each.key)
        yield from (each.label for each in figure.marks if not each.key)


def printed(variant: Variant, name: str) -> str:
    value = variant.values.get(name)
    return value.number if isinstance(value, Printed) else ""


def test_there_are_pictures() -> None:
    """More than sixty problems have pictures."""
    assert len(CASES) > 60


@pytest.mark.parametrize(("name", "id"), CASES)
def test_what_the_key_shows_stays_out_of_the_question(name: str, id: str) -> None:
    """No label of the key stands in the question's picture, nor does an answer in its words."""
    compiled, _ = opened(name, id)
    asked = {part.answer.quantity for part in compiled.template.parts if isinstance(part.answer, NumberAnswer)}
    artist = Artist()
    for variant, figure, question, key in shown(name, id):
        if question is None:
            continue
        assert not any(asked & set(slot_names(words)) for words in words_of_question(figure))
        given = Given(variant.values, variant.numbers)
        seen = {artist.text(words, given) for words in words_of_question(figure)}
        labels = {artist.text(words, given) for words in key_words(figure)} - seen
        assert [label for label in labels if f">{label}<" in question.svg] == []
        if differs(figure) and isinstance(figure, Drawing) and any(item.key or item.key_numbers for item in figure.items):
            assert question.svg != key.svg
        if figure.key_alt:
            assert artist.text(figure.key_alt, given, "said") not in question.alt


@pytest.mark.parametrize(("name", "id"), CASES)
def test_words_say_the_numbers_that_are_printed(name: str, id: str) -> None:
    """Each drawn number on a label of the question stands in its alternative text as well."""
    artist = Artist()
    for variant, figure, question, key in shown(name, id):
        picture = question or key
        assert "{{" not in picture.alt + picture.svg
        assert picture.alt.endswith(".")
        given = Given(variant.values, variant.numbers)
        for words in words_of_question(figure):
            for slot in slot_names(words):
                if number := printed(variant, slot):
                    assert number.lstrip("-") in picture.alt.replace(",", ""), (slot, artist.text(words, given))


@pytest.mark.parametrize(("name", "id"), CASES)
def test_pictures_are_small_plain_and_in_few_colours(name: str, id: str) -> None:
    """Each picture is 460 wide, not too high, below 25 kB, in the colours of the palette, with letters of 12 or more."""
    for _, _, question, key in shown(name, id):
        for picture in (question, key):
            if picture is None:
                continue
            root = ElementTree.fromstring(picture.svg)
            assert picture.size.width == 460
            assert 60 <= picture.size.height <= 330
            assert len(picture.svg) < 25_000
            colors = set(re.findall(r'(?:fill|stroke)="([^"]*)"', picture.svg)) - {"none"}
            assert {color.upper() for color in colors} <= {color.upper() for color in PALETTE}
            sizes = [float(each.get("font-size", "14")) for each in root.iter() if each.tag.endswith("}text")]
            assert min(sizes, default=14) >= 12


@pytest.mark.parametrize(("name", "id"), CASES)
def test_pictures_are_the_same_each_time(name: str, id: str) -> None:
    """A fresh artist draws the same bytes, and ids of two pictures on a page do not meet."""
    compiled, variants = opened(name, id)
    given = Given(variants[0].values, variants[0].numbers)
    again = Artist().pictures(compiled.template, given, True)
    assert [each.svg for each in again] == [key.svg for variant, _, _, key in shown(name, id) if variant is variants[0]]
    page = "".join(inline(picture, f"p{n}") for n, picture in enumerate(again * 2))
    found = re.findall(r'\bid="([^"]*)"', page)
    assert len(found) == len(set(found))


@dataclass(frozen=True)
class Place:
    """Where a text stands, with letters a little over half as wide as high."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: Place) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 1.5 and min(self.bottom, other.bottom) - max(self.top, other.top) > 1.5


def texts_of(svg: str) -> Iterator[Place]:
    """Yield the places of all texts that stand upright."""
    pattern = r'(?:<g [^>]*text-anchor="(\w+)"[^>]*>)|</g>|<text ([^>]*)>(.*?)</text>'
    anchor = "start"
    for group, attributes, inside in re.findall(pattern, svg, re.DOTALL):
        anchor = anchor if attributes else group or "start"
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        text = re.sub(r"<[^>]*>|\u200b", "", inside).strip()
        if text and "transform" not in found:
            size = float(found["font-size"])
            wide = 0.52 * size * len(text)
            x, y = float(found["x"]), float(found["y"]) + float(found.get("dy", "0em").removesuffix("em")) * size
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[found.get("text-anchor", anchor)]
            yield Place(left, y - 0.72 * size, left + wide, y + 0.1 * size, text)


def test_places_of_texts_are_found() -> None:
    """Two labels on one spot meet; labels on two lines do not."""
    one, two, three = texts_of('<text x="9" y="9" font-size="9">ab</text><text x="9" y="9" font-size="9">c</text>'
                               '<text x="9" y="30" font-size="9">d</text>')  # fmt: skip
    assert one.meets(two)
    assert not one.meets(three)


@pytest.mark.parametrize(("name", "id"), CASES)
def test_labels_keep_apart_and_on_the_picture(name: str, id: str) -> None:
    """No two texts of a picture overlap, and none goes over its edge."""
    for variant, _, question, key in shown(name, id):
        for picture in filter(None, (question, key)):
            places = list(texts_of(picture.svg))
            assert [(a.text, b.text, variant.index) for a, b in combinations(places, 2) if a.meets(b)] == []
            wide, high = picture.size.width, picture.size.height
            assert [each.text for each in places if each.left < -3 or each.right > wide + 3 or each.bottom > high + 2] == []


ARROW_IN, ARROW_OUT = "M168 ", "M262 "


def chloride(V_m: str) -> tuple[str, str]:
    """Draw a cell with 110 mM chloride outside and 5 mM inside at 37 degrees, where E is -82.6 mV."""
    from problemgen.course.show import chosen

    compiled = program(load_template(bank("membrane"), "driving_force.open_channel"))
    made = chosen(compiled, None, {"conc": "central_neuron_Cl", "c_out": "110 mM", "c_in": "5 mM", "T": "37 degC", "V_m": V_m})
    given, figure = Given(made.values, made.numbers), compiled.template.figures[0]
    return tuple(Artist().picture(compiled.template, figure, given, key).svg for key in (False, True))  # type: ignore[return-value]


def test_chloride_goes_in_above_its_equilibrium_potential() -> None:
    """At -64 mV, above E_Cl = -82.6 mV, the key's arrow for chloride points into the cell; the question has none."""
    question, key = chloride("-64 mV")
    assert ARROW_IN in key
    assert ARROW_OUT not in key
    assert "polygon" not in question


def test_chloride_goes_out_below_its_equilibrium_potential() -> None:
    """At -90 mV, below E_Cl, the arrow for chloride points out of the cell."""
    question, key = chloride("-90 mV")
    assert ARROW_OUT in key
    assert ARROW_IN not in key
    assert "polygon" not in question


def test_the_driving_force_is_an_arrow_of_the_key_from_E_to_V_m() -> None:
    """The key's number line has one arrow, which starts at the mark of E and ends at that of V_m; the question has none."""
    for _, _, question, key in shown("membrane", "driving_force.value"):
        assert question is not None
        assert "polygon" not in question.svg
        marks = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', key.svg)]
        head = re.findall(r'<polygon points="([\d.]+),', key.svg)
        assert [float(x) for x in head] == pytest.approx([marks[1]], abs=0.1)


def test_plots_that_are_read_show_no_point_of_the_answer() -> None:
    """In a problem that is read off a plot, points stand in the key's picture only."""
    for name, id in ids():
        if name == "membrane" and id.startswith("reading."):
            for _, figure, question, _ in shown(name, id):
                assert question is not None
                assert not isinstance(figure, Plot) or "<circle" not in question.svg


def drawn_with(id: str, **pins: str) -> list[tuple[Figure, Picture]]:
    """Draw the key's pictures of a variant with some values chosen."""
    from problemgen.course.show import chosen

    compiled = program(load_template(bank("membrane"), id))
    made = chosen(compiled, None, pins)
    given = Given(made.values, made.numbers)
    return [(figure, Artist().picture(compiled.template, figure, given, True)) for figure in compiled.template.figures]


def test_a_battery_of_zero_has_no_poles() -> None:
    """In the circuit of a synapse that reverses at 0 mV only the two other branches have a battery with a plus sign."""
    circuits = [drawn_with("synapse.shunt", E_syn=each)[0][1].svg for each in ("0 mV", "-2 mV")]
    assert [svg.count(">+</text>") for svg in circuits] == [2, 3]


def test_the_exchanger_of_a_question_does_not_say_which_way_it_runs() -> None:
    """Where the direction is asked, neither an arrow nor the words give it."""
    for _, _, question, _ in shown("membrane", "transport.ncx_modes"):
        assert question is not None
        assert "polygon" not in question.svg
        assert not re.search(r"into the cell|leaves|out of the cell", question.alt)


def test_the_key_of_a_transporter_shows_what_its_words_say() -> None:
    """The chloride that the words of the key give stands in its picture, too."""
    for variant, _, question, key in shown("membrane", "synapse.nkcc1"):
        found = str(variant.values["Cl_in"].number)
        assert question is not None
        assert (found in question.svg, found in key.svg, found in key.alt) == (False, True, True)


def test_the_zero_of_a_steep_plot_lies_on_its_axis() -> None:
    """A line that crosses zero far to the right has its mark there."""
    ((_, key),) = drawn_with("nernst.plot_slope", ion="cation", E_1="-90 mV", E_3="24 mV")
    assert key.svg.count("<circle") == 4


def test_no_driving_force_is_no_arrow() -> None:
    """Where a potential is at its equilibrium, the key has one arrow less, and its words say so."""
    said = {}
    for E_syn in ("-68 mV", "-60 mV"):
        _, key = drawn_with("synapse.effect", V_rest="-68 mV", E_syn=E_syn)[0]
        said[E_syn] = (key.svg.count("<polygon"), "An arrow leads" in key.alt, "A point in place of an arrow" in key.alt)
    assert said == {"-68 mV": (0, False, True), "-60 mV": (1, True, False)}
    _, at_rest = drawn_with("resting.steady_state", V_m="-70 mV", E_Cl="-70 mV")[0]
    assert at_rest.svg.count("<polygon") == 2
    assert "That of chloride has no length" in at_rest.alt
