"""``problemgen preview``: a bank in the browser, as it is written."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import click

from problemgen.cli.options import bank_option


@click.command("preview")
@click.argument("what", metavar="[BANK_OR_PROBLEM]", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port on this machine; else a free one.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own document templates.")
@bank_option
@click.option("--json", "as_json", is_flag=True, help='Print one line {"url": ...} for programs, and open no browser.')
def command(what: str | None, port: int, no_browser: bool, templates: Path | None, bank: str, as_json: bool) -> None:
    """Show a bank in the browser while you write it; whatever you save shows up at once.

    \b
    problemgen preview mybank                               a bank's folder, or a shipped bank's name
    problemgen preview nernst.forward                       a problem of --bank
    problemgen preview mybank/problems/kidney/filter.yaml   a file inside a bank

    Worksheet, key, variants, distributions, mistakes, and errors with their place. Only this machine can see it, and nothing
    is written. Ctrl-C ends it.
    """
    from problemgen.preview.server import preview, wait
    from problemgen.preview.target import target

    found = target(what, bank)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever ends it, what was made for it goes away
    with preview(found.folder, found.problem, port, (templates,) if templates else ()) as running:
        click.echo(json.dumps({"url": running.url}) if as_json else f"The preview is at {running.url}\nCtrl-C ends it.")
        try:
            if not (no_browser or as_json):
                _open(running.url)
            wait(running.desk.keeper)
        except KeyboardInterrupt:
            click.echo("\nThe preview has ended.", err=True)


def _open(url: str) -> None:
    import webbrowser

    if not webbrowser.open(url):
        click.echo("No browser was found; open this address yourself.", err=True)
