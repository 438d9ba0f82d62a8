"""Give the slots of a text other names: a decision's sentence speaks of ``V_m``, a template's number may be ``V_rest``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from problemgen.markup.nodes import Slot
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
