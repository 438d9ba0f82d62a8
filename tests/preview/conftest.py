"""A preview of a copy of the tiny bank, and its client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from problemgen.preview.server import Preview, preview
from tests.banks import TINY, copied
from tests.preview.client import Client, client_of


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return copied(TINY, tmp_path)


@pytest.fixture
def running(bank: Path) -> Iterator[Preview]:
    with preview(bank) as found:
        yield found


@pytest.fixture
def client(running: Preview) -> Client:
    return client_of(running)
