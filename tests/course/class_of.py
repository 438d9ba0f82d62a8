"""A class for tests: build the tiny bank's problem set for some ids, and look at what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from problemgen.course.build import Built, build
from problemgen.course.order import Order
from tests.banks import TINY

TEXTS = ("md", "tex", "check")


def order(out: Path, bank: Path = TINY, **more: Any) -> Order:
    """Order the problem set of a bank; the formats that need no engine, where none are named."""
    return Order(assignment="week1", bank=str(bank), out=out, **{"formats": TEXTS, **more})


def class_list(folder: Path, ids: list[str]) -> Path:
    """Write a class list."""
    path = folder / f"class{len(ids)}.csv"
    path.write_text("id,name\n" + "".join(f"{id},Student {id}\n" for id in ids), encoding="utf-8")
    return path


def built(out: Path, ids: list[str], bank: Path = TINY, **more: Any) -> Built:
    """Build for a class."""
    out.mkdir(exist_ok=True, parents=True)
    return build(order(out, bank, roster=class_list(out.parent, ids), **more))


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of an output folder but its lock."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def manifest(out: Path) -> dict[str, Any]:
    """Read the manifest as data."""
    data: dict[str, Any] = json.loads((out / "week1/instructor/manifest.json").read_bytes())
    return data


def ledger(out: Path) -> list[dict[str, Any]]:
    """Read the lines of the ledger as data."""
    return [json.loads(line) for line in (out / "week1/instructor/issued.jsonl").read_bytes().splitlines()]
