"""JSON Schemas of a bank's files, for completion and checking in editors.

A YAML file that starts with ``# yaml-language-server: $schema=...`` gets both. The committed copies in docs/schemas are
written by ``python -m problemgen.bank.jsonschema docs/schemas``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from problemgen.bank import schema

_FILES: dict[str, type[BaseModel]] = {
    "bank": schema.BankHead, "problem": schema.TemplateModel, "assignment": schema.AssignmentModel, "table": schema.Table,
}  # fmt: skip


def schemas() -> dict[str, dict[str, Any]]:
    """Give the JSON Schema of each kind of file."""
    return {name: {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
            for name, model in _FILES.items()}  # fmt: skip


def write_schemas(folder: Path) -> None:
    """Write the schemas to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
