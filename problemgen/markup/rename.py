"""Give the slots of a text other names: a decision's sentence speaks of ``V_m``, a template's number may be ``V_rest``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from problemgen.markup.nodes import Math, Slot, Text, Words
from problemgen.maths import mathtree

Tree = TypeVar("Tree")


def rename_slots(tree: Tree, names: Mapping[str, str]) -> Tree:
    """Copy a text with its slots renamed, those inside maths included; other slots stay.

    >>> rename_slots((Slot("V_m"), Slot("z", "signed")), {"V_m": "V_rest"})
    (Slot(name='V_rest', style=''), Slot(name='z', style='signed'))
    """
    renamed: Any = _renamed(tree, names)
    return renamed  # type: ignore[no-any-return]


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, (Slot, mathtree.Slot)):
        return dataclasses.replace(node, name=names.get(node.name, node.name))
    if isinstance(node, tuple):
        return tuple(_renamed(each, names) for each in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = {field.name: _renamed(getattr(node, field.name), names) for field in dataclasses.fields(node)}
        return type(node)(**fields)
    return node


def fill_slots(tree: Tree, words: Mapping[str, Words]) -> Tree:
    """Copy a text with words in place of some of its slots; inside maths they stand upright, or as the maths that they are.

    >>> fill_slots((Slot("ion"), Text(" enters")), {"ion": (Text("K"),)})
    (Text(text='K'), Text(text=' enters'))
    """
    filled: Any = _filled(tree, words)
    return filled  # type: ignore[no-any-return]


def _filled(node: Any, words: Mapping[str, Words]) -> Any:
    if isinstance(node, mathtree.Slot):
        return _as_math(words[node.name]) if node.name in words else node
    if isinstance(node, tuple):
        return tuple(part for each in node for part in _spliced(each, words))
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = {field.name: _filled(getattr(node, field.name), words) for field in dataclasses.fields(node)}
        return type(node)(**fields)
    return node


def _spliced(node: Any, words: Mapping[str, Words]) -> tuple[Any, ...]:
    return words[node.name] if isinstance(node, Slot) and node.name in words else (_filled(node, words),)


def _as_math(words: Words) -> mathtree.Math:
    if len(words) == 1 and isinstance(words[0], Math):
        return words[0].tree
    return mathtree.Upright("".join(each.text for each in words if isinstance(each, Text)))
