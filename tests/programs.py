"""Programs that pip cannot bring: a test that needs one skips without it, or fails where it must be there."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str) -> str:
    """Give the path of a program; skip without it, fail where PROBLEMGEN_REQUIRE_PROGRAMS is set."""
    path = shutil.which(program)
    if path is not None:
        return path
    if os.environ.get("PROBLEMGEN_REQUIRE_PROGRAMS"):
        pytest.fail(f"{program} is not installed, and PROBLEMGEN_REQUIRE_PROGRAMS is set")
    pytest.skip(f"{program} is not installed")
