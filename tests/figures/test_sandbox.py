"""Drawings from strangers: what a template may do, and that its work and its output are bounded."""

from __future__ import annotations

import time

import pytest
from markupsafe import Markup

from problemgen.errors import ProblemgenError
from problemgen.figures.drawing import draw
from problemgen.figures.scene import Scene, SceneItem

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
ITEM = SceneItem({"label": Markup("K")}, {"at": 1.0})
SCENE = Scene({"label": Markup("a<tspan>b</tspan>")}, {"a": 2.0, "b": -3.5}, (ITEM, ITEM), False)


def drawn(body: str, scene: Scene = SCENE) -> str:
    return draw(f"{HEAD}{body}</svg>", "own.svg.j2", scene)


HOSTILE = {
    "nested loops": "{% for a in range(9999) %}{% for b in range(9999) %}.{% endfor %}{% endfor %}",
    "three nested loops": "{% for a in range(200) %}{% for b in range(200) %}{% for c in items %}.{% endfor %}{% endfor %}"
    + "{% endfor %}",
    "a range without end": "{% for a in range(1000000000) %}.{% endfor %}",
    "a macro that calls itself": "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}",
    "two macros that call each other": "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "a macro that doubles its text": "{% macro d(t) %}{{ t }}{{ t }}{% endmacro %}{% set t = d(d(d(d('xxxxxxxxxxxxxxxx')))) %}"
    + "{% set t = d(d(d(d(d(d(d(d(t)))))))) %}{% set t = d(d(d(d(d(d(d(d(t)))))))) %}{{ t }}",
    "a text added to a text": "{{ 'a' + 'b' }}",
    "a text times a number": "{{ 'a' * 999999 }}",
    "a list times a number": "{{ ([1] * 999999)|length }}",
    "texts joined with a tilde": "{{ 'a' ~ 'b' }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a whole division": "{{ 7 // 2 }}",
    "a huge number": "{{ 123456789012345678901234567890 }}",
    "numbers that grow without end": "{% set a = 1e9 %}" + "{% set a = a * a %}" * 8 + "<path d='M{{ a }}'/>",
    "the class of a text": "{{ ''.__class__ }}",
    "the class by its name in brackets": "{{ ''['__class__'] }}",
    "the class of an item": "{{ items[0].__class__ }}",
    "the methods of the numbers": "{{ numbers.keys() }}",
    "the methods of a text": "{{ texts.label.upper() }}",
    "a format string": "{{ '%s'|format(1) }}",
    "the format method": "{{ '{0.__class__}'.format(1) }}",
    "the filter attr": "{{ items|attr('__class__') }}",
    "the filter map": "{{ items|map('upper') }}",
    "the loop's own context": "{% for a in items %}{{ loop.__class__ }}{% endfor %}",
    "a file that is not shared": "{% from '../bank.yaml' import a %}",
    "a file named by a number": "{% import numbers.a as b %}",
    "an include": "{% include '_shapes.svg.j2' %}",
    "an extended template": "{% extends '_shapes.svg.j2' %}",
    "a block": "{% block a %}{% endblock %}",
    "a call block": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}",
    "a recursive loop": "{% for a in items recursive %}{{ loop(items) }}{% endfor %}",
    "a filter of jinja": "{{ 'a'|upper }}",
    "a text gone through": "{% for a in 'abc' %}{{ a }}{% endfor %}",
    "a global of jinja": "{{ cycler('a') }}",
    "the namespace": "{% set n = namespace(a=1) %}",
    "the template itself": "{{ self }}{{ self.blocks }}",
    "a number that is none": "<path d='M{{ numbers.a / 0 }}'/>",
    "ticks without end": "{{ ticks(0, 1, 1e9)|length }}{{ multiples(0, 1, 1e-9)|length }}",
    "more output than there is room for": "{% for a in range(19999) %}.............................{% endfor %}",
    "a drawing longer than a drawing is": "." * 70_000,
    "an unknown name": "{{ nothing }}",
    "an unknown number": "{{ numbers.nothing }}",
    "a call of a text": "{{ texts.label() }}",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_drawings_end_soon_in_an_error_with_a_place(body: str) -> None:
    """A drawing that asks for more than it may ends within a second, and the error names its file."""
    start = time.process_time()
    with pytest.raises(ProblemgenError) as caught:
        drawn(body)
    assert time.process_time() - start < 2
    assert str(caught.value).startswith("own.svg.j2")


def test_an_error_names_its_line() -> None:
    """A text that is not given in line 3 is an error in line 3."""
    with pytest.raises(ProblemgenError, match=r"^own\.svg\.j2:3:1: no 'b' is given"):
        drawn("\n\n{{ texts.b }}")


@pytest.mark.parametrize("after", ["{{ numbers.a }}", "{% for a in range(19999) %}{% endfor %}"])
def test_every_drawing_has_its_own_budget(after: str) -> None:
    """A drawing that used up its rounds leaves the next one all of its own."""
    with pytest.raises(ProblemgenError):
        drawn(HOSTILE["nested loops"])
    assert drawn(after)


def test_labels_are_markup_and_all_else_is_escaped() -> None:
    """A label's tags stay tags; a text written in the drawing is escaped."""
    assert "a<tspan>b</tspan>" in drawn("{{ texts.label }}")
    assert "&lt;script&gt;" in drawn("{{ '<script>' }}")


def test_numbers_are_printed_short() -> None:
    """Coordinates have one decimal, and never an exponent."""
    assert drawn("{{ numbers.a }} {{ numbers.b }} {{ numbers.a / 3 }} {{ numbers.a / 100000 }}") == f"{HEAD}2 -3.5 0.7 0</svg>"


def test_shared_shapes_may_be_imported() -> None:
    """The shapes that come with problemgen are there for every drawing."""
    assert "<text" in drawn('{% from "_shapes.svg.j2" import label %}{{ label(1, 2, texts.label) }}')
