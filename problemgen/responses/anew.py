"""Values that are read anew each time they are gone through, so that they are never in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar, overload

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, repr=False)
class Anew(Generic[T]):
    """So many values, and how to go through them.

    >>> parts = Anew(3, lambda: iter(("1a", "1b", "2")))
    >>> list(parts), len(parts), parts[1]
    (['1a', '1b', '2'], 3, '1b')
    >>> parts[1:]
    ('1b', '2')
    """

    size: int
    walk: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.walk()

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, n: int) -> T: ...

    @overload
    def __getitem__(self, n: slice) -> tuple[T, ...]: ...

    def __getitem__(self, n: int | slice) -> T | tuple[T, ...]:
        """Give one value, or some; those before are read, too."""
        if isinstance(n, slice):
            return tuple(islice(self.walk(), *n.indices(self.size)))
        return next(islice(self.walk(), range(self.size)[n], None))
