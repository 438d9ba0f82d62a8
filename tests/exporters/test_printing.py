"""The quick way of printing gives what the variant itself says: every number, window and word of every shape."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter

import pytest

from problemgen.course.banks import open_bank, programs
from problemgen.course.points import share_points
from problemgen.document.problem import Printer, accepted
from problemgen.exporters.affixes import number
from problemgen.exporters.formats import EXPORTERS
from problemgen.exporters.press import Press
from problemgen.exporters.printing import Printing
from problemgen.exporters.stencil import Accepted, Edge, Figure, Fill, Index, Slot, Stencil, read_stencil, stencil_json
from problemgen.figures.embed import standalone
from problemgen.figures.picture import Artist, Given
from problemgen.markup.formats import DIALECTS
from problemgen.markup.pattern import Hole, filled_hole
from problemgen.records import packed, unpacked
from problemgen.variant.deal import Dealer
from problemgen.variant.solution import Solved, Solver
from problemgen.variant.variant import NumberKey, variant

BANKS = ("membrane", "acid_base")
SAMPLE = 6
TEMPLATES = [(bank, id) for bank in BANKS for id in open_bank(bank).templates]
SOLVER = Solver()
ARTIST = Artist()


def drawn_by(solved: Solved, fill: Figure, printer: Printer) -> str:
    """Give what the picture of a document has of what a question shows."""
    template = solved.variant.template
    given = Given(solved.variant.values, solved.variant.numbers)
    picture = ARTIST.picture(template, template.figures[fill.number], given, fill.key)
    facts = {
        "alt": DIALECTS[printer.format].modes["text"].text(picture.alt.replace("{{", "{\u2060{")),
        "width": f"{picture.size.width:.0f}", "height": f"{picture.size.height:.0f}",
        "data": b64encode(standalone(picture).encode()).decode(),
    }  # fmt: skip
    return facts[fill.what]


def said_by(solved: Solved, fill: Fill, printer: Printer) -> str:
    """Print what fills a hole from the variant, step by step."""
    if isinstance(fill, Slot):
        return filled_hole(Hole(fill.name, printer.format, fill.mode, fill.style), solved.values)
    if isinstance(fill, Index):
        return str(solved.variant.index)
    if isinstance(fill, Figure):
        return drawn_by(solved, fill, printer)
    (key,) = (key for key in solved.variant.parts if key.part.label == fill.part)
    assert isinstance(key, NumberKey)
    if isinstance(fill, Accepted):
        return accepted(printer, key)
    window, value = key.window, key.value
    if fill.codes:
        ((window, value),) = ((wrong.window, wrong.value) for wrong in key.wrong if wrong.codes == fill.codes)
    if isinstance(fill, Edge):
        half = window.half if fill.codes else max(window.high - window.centre, window.centre - window.low)
        edges = {"value": window.centre, "half": half, "low": window.low, "high": window.high}
        return number(edges[fill.what], fill.shift)
    return printer.number(key.shown_wrong(value) if fill.codes else key.printed)


def filled(stencil: Stencil, solved: Solved, printer: Printer) -> str:
    found = [said_by(solved, fill, printer) for fill in stencil.fills]
    return stencil.texts[0] + "".join(found[hole] + text for hole, text in zip(stencil.holes, stencil.texts[1:], strict=True))


@pytest.mark.parametrize(("bank", "id"), TEMPLATES, ids=[id for _, id in TEMPLATES])
def test_a_printed_question_says_what_its_variant_says(bank: str, id: str) -> None:
    program = programs(open_bank(bank), [id])[id]
    exporter = EXPORTERS["moodle"]
    press = Press(exporter, program, share_points(program.template, None), Printer(exporter.markup), SOLVER)
    dealer = Dealer(program, "printing", Counter())
    for n in range(SAMPLE):
        index = dealer.deal(f"s{n}")
        solved = SOLVER.solved(program, variant(program, index))
        written = press.printing.of(press.printing.evaluator.facts(index))
        for slot, stencil in enumerate(written.stencils):
            assert press.question(index, slot).text == filled(stencil, solved, press.printer)
            assert read_stencil(packed(stencil_json(stencil))) == stencil
    plate = press.printing.plate
    assert unpacked(type(plate), packed(plate)) == plate
    again = Printing(unpacked(type(plate), packed(plate)), exporter.markup, press.printing.write)
    assert again.data(index, 0) == press.question(index, 0).data
