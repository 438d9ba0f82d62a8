"""``frozen`` gives what ``dataclass(frozen=True)`` gives, more quickly."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace

import pytest

from problemgen.frozen import frozen


@frozen
class Quick:
    """A class made by frozen."""

    name: str
    size: float = 1.0
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slow:
    """Its twin."""

    name: str
    size: float = 1.0
    words: Mapping[str, str] = field(default_factory=dict)


@frozen
class One:
    value: object


@frozen
class Nothing:
    """A class that says something by being there."""


def test_a_class_may_have_no_fields() -> None:
    assert Nothing() == Nothing()
    assert (hash(Nothing()), repr(Nothing())) == (hash(()), "Nothing()")


@pytest.mark.parametrize(("values", "named"), [
    (("a",), {}), (("a", 2.0), {}), (("a", 2.0, {"b": "c"}), {}), ((), {"name": "a"}), (("a",), {"words": {"b": "c"}}),
    ((), {}), (("a", 1, {}, 4), {}), (("a",), {"name": "b"}), (("a",), {"nothing": 1}), (("a", 1.0, {}), {"nothing": 1}),
])  # fmt: skip
def test_it_takes_and_refuses_the_same_arguments(values: tuple[object, ...], named: dict[str, object]) -> None:
    try:
        slow = Slow(*values, **named)  # type: ignore[arg-type]
    except TypeError:
        with pytest.raises(TypeError):
            Quick(*values, **named)  # type: ignore[arg-type]
        return
    quick = Quick(*values, **named)  # type: ignore[arg-type]
    assert asdict(quick) == asdict(slow)  # type: ignore[call-overload]
    assert repr(quick) == repr(slow).replace("Slow", "Quick")


def test_equal_fields_make_equal_objects_of_one_class_only() -> None:
    assert One(1) == One(1) != One(2)
    assert hash(One("a")) == hash(One("a"))
    assert One(("a", 1.0)) != Quick("a", 1.0)
    assert len({One(1), One(1), One(2)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Quick("a"))


def test_nothing_can_be_changed() -> None:
    made = Quick("a")
    with pytest.raises(FrozenInstanceError, match="size cannot be changed"):
        made.size = 2.0  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.size
    assert made.size == 1.0


def test_factories_make_one_for_each() -> None:
    assert Quick("a").words is not Quick("b").words


def test_it_is_a_dataclass_that_can_be_copied_replaced_and_pickled() -> None:
    made = Quick("a", 2.0)
    assert is_dataclass(made)
    assert [each.name for each in fields(made)] == ["name", "size", "words"]  # type: ignore[arg-type]
    assert replace(made, size=3.0) == Quick("a", 3.0)  # type: ignore[type-var]
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == made
    match made:
        case Quick(name, size):
            assert (name, size) == ("a", 2.0)
