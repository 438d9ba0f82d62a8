"""Sheets for the tests of the page: two assignments of the shipped bank, with every kind of answer and hostile words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from problemgen.course.build import Order, build
from tests.banks import MEMBRANE, copied

HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> ]]> ${7*7} {{ 7*7 }} 'x' \"y\" &lt; Ångström"
KINDS = f"""
title: {json.dumps(HOSTILE, ensure_ascii=False)}
course: {json.dumps(HOSTILE, ensure_ascii=False)}
instructions: "Give units. A < B & C > D; write `</style>` nowhere."
problems:
  - nernst.rank
  - nernst.log10_form
  - driving_force.statements
  - potential.derivation_order
  - potential.energy_units
  - osmotic.pressure
  - nernst.forward
  - nernst.forward
salt: self-check-tests
roster: hostile.csv
"""
CLASS = f'id,name\ns001,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n../../s002,Student 2\n'
LETTERS = "abcdefghij"


@dataclass(frozen=True)
class Built:
    """A student's page and open key, and the folder of the build."""

    folder: Path
    page: Path
    key: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.page.read_text("utf-8")


def kinds_bank(to: Path) -> Path:
    """Copy the shipped bank, with an assignment ``kinds`` that has every kind of answer."""
    bank = copied(MEMBRANE, to)
    (bank / "assignments" / "kinds.yaml").write_text(KINDS, "utf-8")
    (bank / "assignments" / "hostile.csv").write_text(CLASS, "utf-8")
    return bank


def built(to: Path, assignment: str, bank: Path = MEMBRANE, **more: Any) -> Built:
    """Build an assignment and give the first student's page."""
    folder = build(Order(assignment, str(bank), out=to, formats=("check", "page"), **more)).folder
    return Built(folder, folder / "students/s001/selfcheck.html", json.loads((folder / "instructor/s001/key.json").read_bytes()))


def right_response(entry: Mapping[str, Any]) -> str:
    """Give the right answer to a part as the page hands it to the checker."""
    kind = entry["kind"]
    if kind == "formula":
        return str(entry["formula"])
    if kind == "ranking":
        return f" {entry['sign']} ".join(entry["order"])
    if kind == "several":
        return ", ".join(entry["answers"]) or "none"
    if kind == "direction":
        return LETTERS[list(entry["options"]).index(entry["answer"])]
    if kind == "choice":
        return str(entry["answer"])
    value = entry["value"] if "value" in entry else sum(entry["interval"]) / 2
    return f"{value:.6g} {entry['unit']}".removesuffix(" 1")
