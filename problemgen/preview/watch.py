"""Watches a bank's folder, and the user's document templates: what is saved there is looked at at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

STEP, TOGETHER = 10, 100  # milliseconds: a save is over when nothing came for so long; at most so much is gathered
CHECKED = 1000  # milliseconds after which it looks in any case: some drives in a network tell nothing
AGAIN = 1.0  # seconds until a folder that went away is looked for again
WATCHED = (".yaml", ".j2", ".css", ".js", ".svg", "")  # a folder has no suffix


def watch_folders(bank: Path, templates: tuple[Path, ...], tell: Callable[[bool], object], stop: threading.Event) -> None:
    """Call ``tell`` after every change, with whether a document template is among what changed, until stopped."""
    while not stop.is_set():
        folders = [folder for folder in (bank, *templates) if folder.is_dir()]
        before = [_identity(folder) for folder in folders]
        if bank in folders:
            try:
                _watch(folders, templates, tell, stop, before)
            except (OSError, RuntimeError):  # the folder went away, or there are too many watchers on this machine
                tell(False)
        stop.wait(AGAIN if not stop.is_set() else 0)
        if not stop.is_set():
            tell(False)


def _watch(
    folders: list[Path], templates: tuple[Path, ...], tell: Callable[[bool], object], stop: threading.Event, before: list[object]
) -> None:
    for changes in watch(*folders, watch_filter=_wanted, debounce=TOGETHER, step=STEP, stop_event=stop, rust_timeout=CHECKED,
                         yield_on_timeout=True, raise_interrupt=False):  # fmt: skip
        tell(any(folder.resolve() in Path(name).resolve().parents for _, name in changes for folder in templates))
        if [_identity(folder) for folder in folders] != before:
            return  # it is another folder by the same name: a watch is on the old one still


def _wanted(_change: Change, name: str) -> bool:
    path = Path(name)
    return path.suffix in WATCHED and not path.name.startswith(".")


def _identity(folder: Path) -> object:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino)
