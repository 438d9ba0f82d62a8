"""What is taken where a user says nothing."""

from __future__ import annotations

DEFAULT_BANK = "membrane"
