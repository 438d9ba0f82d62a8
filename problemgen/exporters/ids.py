"""Name a variant the same way in every export, so that what comes back from a course system finds it again."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"(?<![\w.-])([A-Za-z]\w*)-([A-Za-z][\w.]*)-(\d{1,18})(?:-([a-z]))?(?![\w-])")


@dataclass(frozen=True)
class VariantId:
    """A variant, or one part of it (``part`` is '' for all of it)."""

    bank: str
    template: str
    index: int
    part: str = ""

    def __str__(self) -> str:
        part = f"-{self.part}" if self.part else ""
        return f"{self.bank}-{self.template}-{self.index}{part}"


def plain_name(name: str) -> str:
    """Write a name as ids do: only what an XML name may hold, a letter first.

    >>> plain_name("nernst.forward"), plain_name("my-bank"), plain_name("2026")
    ('nernst.forward', 'my_bank', 'b2026')
    """
    plain = re.sub(r"[^A-Za-z0-9_.]", "_", name)
    return plain if plain[:1].isalpha() else f"b{plain}"


def ids_in(text: str) -> list[VariantId]:
    """Find the ids in a text, in order.

    >>> ids_in("[membrane-nernst.forward-17-b] In a squid axon ...")
    [VariantId(bank='membrane', template='nernst.forward', index=17, part='b')]
    """
    return [VariantId(bank, template, int(index), part or "") for bank, template, index, part in _ID.findall(text)]
