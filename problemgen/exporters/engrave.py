"""Turn a compiled template into a plate: everything that is the same for all variants, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from problemgen.bank.tables import NumberCell
from problemgen.bank.template import NumberAnswer, Part, RankingAnswer, Style
from problemgen.exporters.engravefigures import figures_plate
from problemgen.exporters.plate import (
    Draw,
    Gate,
    Kind,
    NumberPlate,
    NumberStyle,
    PartPlate,
    Plate,
    Result,
    Scene,
    ShownLine,
)
from problemgen.maths.compiled import Line
from problemgen.maths.numbers import Printed, exact, number_text
from problemgen.maths.treejson import to_json
from problemgen.maths.units import unit
from problemgen.variant.program import Program, field_numbers, line_of, program_lines
from problemgen.variant.solution import solutions
from problemgen.variant.space import cell_at


def engrave(program: Program, plain_digits: bool) -> Plate:
    """Make the plate of a template; ``plain_digits`` as the exporter has it."""
    template = program.template
    lines, conflicts = program_lines(template)
    places = {line.name: place for place, line in enumerate(lines)}
    grids: dict[tuple[Printed, ...], int] = {}
    kinds: dict[tuple[str, ...], int] = {}
    scenes = []
    for scenario in program.space.scenarios:
        numbers = field_numbers(program, scenario.rows)
        if numbers is None:
            continue
        cells = [cell_at(template.bank, scenario.rows, path) for path in template.fields.values()]
        fields = [cell for cell in cells if isinstance(cell, NumberCell)]
        kind = kinds.setdefault(tuple(cell.unit.text for cell in fields), len(kinds))
        texts = tuple(number_text(Decimal(exact(cell.low))) for cell in fields)
        own = tuple(grids.setdefault(grid, len(grids)) for grid in scenario.grids)
        scenes.append(Scene(scenario.offset, scenario.size, kind, (*program.constants, *numbers), texts, own))
    constants = {each.name: (each.printed, each.unit.text) for each in template.bank.symbols.values() if each.printed}
    return Plate(
        template=template.id,
        constants=constants,
        inputs=program.inputs,
        draws=tuple(Draw(draw.name, draw.unit.text, draw.unit.factor, draw.unit.offset) for draw in template.numbers),
        fields=tuple(template.fields),
        lines=_packed(lines),
        derived={each.name: ShownLine(places[each.name], _style(each.style)) for each in template.derived},
        gate=Gate(_packed(lines[: len(template.derived)]), tuple(map(to_json, template.require)),
                  tuple((_packed(conflict.lines), to_json(conflict.condition)) for conflict in conflicts)),
        grids=tuple(tuple(printed.number for printed in grid) for grid in grids),
        scenes=tuple(scenes),
        kinds=tuple(_kind(program, units, len(lines)) for units in kinds),
        parts=tuple(_part(part, places, plain_digits) for part in template.parts),
        figures=figures_plate(program, places),
    )  # fmt: skip


def _packed(lines: Sequence[Line]) -> tuple[tuple[str, object], ...]:
    return tuple((line.name, to_json(line.formula)) for line in lines)


def _style(style: Style, trim: bool = False) -> NumberStyle:
    """Four digits where a style says nothing, as everywhere."""
    digits = style.digits if style.decimals is not None or style.digits is not None else 4
    return NumberStyle(style.unit.text, style.unit.factor, style.unit.offset, digits, style.decimals, trim)


def _kind(program: Program, field_units: tuple[str, ...], first: int) -> Kind:
    """Plan the worked solutions for table values in these units."""
    template = program.template
    units = {each.name: each.unit for each in template.bank.symbols.values() if each.printed is not None}
    units |= dict(zip(template.fields, map(unit, field_units), strict=True))
    units |= {draw.name: draw.unit for draw in template.numbers}
    units |= {each.name: each.style.unit for each in template.derived}
    planned = solutions(program, units).parts.values()
    values = [value for part in planned for value in part.values]
    return Kind(
        units=field_units,
        lines=tuple((value.slot, to_json(value.formula)) for value in values),
        shown={value.slot: ShownLine(first + at, _style(value.style, value.trim)) for at, value in enumerate(values)},
        results=tuple(Result(each.slot, each.full, each.rounded) for part in planned for each in part.results),
    )


def _part(part: Part, places: dict[str, int], plain_digits: bool) -> PartPlate:
    def lines(*rest: object) -> tuple[int, ...]:
        """Find the lines of a part that are numbered from 0."""
        found: list[int] = []
        while (place := places.get(line_of(part, *rest, len(found)))) is not None:
            found.append(place)
        return tuple(found)

    answer, codes = part.answer, tuple(way.code for way in part.wrong)
    explain = tuple(lines("explain", k) for k in range(len(part.explain)))
    if isinstance(answer, NumberAnswer):
        ways: tuple[tuple[int, ...], ...] = tuple((places[line_of(part, code)],) for code in codes)
        number = NumberPlate(_style(answer.style), answer.relative, answer.absolute, lines("reach"), answer.options,
                             plain_digits, answer.kind == "integer")  # fmt: skip
        return PartPlate(part.label, "number", (places[answer.quantity],), ways, codes, explain, number)
    if isinstance(answer, RankingAnswer):
        values = tuple(places[line_of(part, name)] for name in answer.values)
        return PartPlate(part.label, "ranking", values, (), (), explain, smallest_first=answer.smallest_first)
    kind = {"DecisionAnswer": "decision", "ChoicesAnswer": "choices"}.get(type(answer).__name__, "formula")
    ways = tuple(lines(code) for code in codes) if kind == "decision" else ()
    return PartPlate(part.label, kind, lines() if kind != "formula" else (), ways, codes, explain)
