"""Every page of the built book in a real browser, opened from a web server (http://), dark first.

Looked at: formulas, console, requests, accessibility, width and colour scheme; see `serve.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import serve

pytestmark = pytest.mark.skipif(bool(serve.why_not()), reason=serve.why_not())


@pytest.fixture(scope="module")
def reader() -> Iterator[serve.Reader]:
    """One browser for all pages, because starting one takes longer than reading a page."""
    with serve.reader("http", "dark") as ready:
        yield ready


@pytest.mark.parametrize("page", serve.pages() or ["index.html"])
def test_page(reader: serve.Reader, page: str) -> None:
    """The page shows all it should, asks nobody else, and everybody can read it."""
    problems = reader.visit(page)
    assert not problems, f"{page} by http, dark first:\n" + "\n".join(problems)
