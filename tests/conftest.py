"""What all tests share: a cache folder of their own, so that nothing a user has kept can make a test pass."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("problemgen", deadline=None)
settings.load_profile("problemgen")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Keep derivations of this session in a temporary folder (subprocesses inherit it)."""
    before = os.environ.get("PROBLEMGEN_CACHE")
    os.environ["PROBLEMGEN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield os.environ["PROBLEMGEN_CACHE"]
    if before is None:
        del os.environ["PROBLEMGEN_CACHE"]
    else:
        os.environ["PROBLEMGEN_CACHE"] = before
