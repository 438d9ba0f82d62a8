"""What a finished picture may hold."""

from __future__ import annotations

import pytest

from problemgen.errors import ProblemgenError
from problemgen.figures.svg import Size, size_of

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80.5"'
REFUSED = {
    "a script": "<script>1</script>",
    "an event handler": '<rect onload="1"/>',
    "a click handler": '<g onclick="1"/>',
    "a link": '<a href="https://example.org"><g/></a>',
    "an image": '<image href="https://example.org/a.png"/>',
    "a reference with a namespace": '<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>',
    "a use element": '<use href="#a"/>',
    "a style element": "<style>a{}</style>",
    "a style attribute": '<g style="fill:red"/>',
    "a foreign object": "<foreignObject/>",
    "a fill from elsewhere": '<rect fill="url(https://example.org/a#b)"/>',
    "a fill from a file": '<rect fill="url(file:///etc/passwd)"/>',
    "a fill from data": '<rect fill="url(data:image/png;base64,AA)"/>',
    "javascript": '<rect fill="javascript:1"/>',
    "an animation": '<animate attributeName="x"/>',
    "another namespace": '<g xmlns="http://www.w3.org/1999/xhtml"/><g xmlns="https://example.org"/>',
    "a processing instruction": "<?php 1 ?>",
    "an entity that is not known": "&nothing;",
    "a tag that is not closed": "<g>",
    "two roots": '</svg><svg xmlns="http://www.w3.org/2000/svg">',
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_loads_links_or_runs_is_refused(body: str) -> None:
    with pytest.raises(ProblemgenError):
        size_of(f"{HEAD}>{body}</svg>")


@pytest.mark.parametrize(
    "svg",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>',
        '<svg viewBox="0 0 10 10"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 10"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 0 10 10"/>',
        '<g xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>',
        "",
    ],
)
def test_what_is_no_picture_is_refused(svg: str) -> None:
    with pytest.raises(ProblemgenError):
        size_of(svg)


def test_the_size_is_that_of_the_view_box() -> None:
    """A picture with clips and ids of its own has the size of its view box."""
    svg = f'{HEAD}><defs><clipPath id="a"><rect width="1" height="1"/></clipPath></defs><g clip-path="url(#a)"/></svg>'
    assert size_of(svg) == Size(100, 80.5)
