"""The JSON Schemas that editors use are those of the models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from problemgen.bank.jsonschema import schemas
from problemgen.bank.yamlfile import read_yaml
from tests.banks import MEMBRANE, SMALL, TINY

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_the_models(name: str) -> None:
    """Write them anew with ``python -m problemgen.bank.jsonschema docs/schemas``."""
    assert json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8")) == schemas()[name]


def test_no_schema_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in schemas()}


@pytest.mark.parametrize("bank", [SMALL, TINY, MEMBRANE], ids=lambda bank: bank.name)
def test_every_file_of_a_bank_fits_its_schema(bank: Path) -> None:
    kinds = {"problem": "problems/**/*.yaml", "table": "tables/*.yaml", "assignment": "assignments/*.yaml", "bank": "bank.yaml"}
    for kind, pattern in kinds.items():
        validator = Draft202012Validator(schemas()[kind])
        for path in bank.glob(pattern):
            assert [error.message for error in validator.iter_errors(read_yaml(path).data)] == [], path


def test_a_schema_refuses_what_the_reader_refuses() -> None:
    validator = Draft202012Validator(schemas()["problem"])
    good = read_yaml(TINY / "problems/force/value.yaml").data
    assert validator.is_valid(good)
    for bad in ({**good, "txet": 1}, {name: value for name, value in good.items() if name != "title"}, {**good, "difficulty": 9}):
        assert not validator.is_valid(bad)
