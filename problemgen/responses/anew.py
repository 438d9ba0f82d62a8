"""Values that are read anew each time they are gone through, so that they are never in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, repr=False)
class Anew(Generic[T]):
    """So many values, and how to go through them.

    >>> parts = Anew(3, lambda: iter(("1a", "1b", "2")))
    >>> list(parts), len(parts), parts[1]
    (['1a', '1b', '2'], 3, '1b')
    """

    size: int
    walk: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.walk()

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, n: int) -> T:
        """Give one value; those before it are read, too."""
        return next(islice(self.walk(), range(self.size)[n], None))
