"""Quick checks on the files of the built book, without a browser.

They need `_build/html`, which `make test` builds first.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"

# The attributes through which a page loads something by itself, without a click.
LOADS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# Links in the head that only name a page, as an <a> does.
ONLY_NAMES = {"alternate", "author", "canonical", "index", "license", "next", "prev", "search"}
OTHER_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
LOADED_BY_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", re.IGNORECASE)
# Scripts that run; others (JSON, settings) are data.
RUNNABLE = {"", "module", "text/javascript", "application/javascript"}

# Traces of the machine that ran the chapters: a later run would print something else.
FOLDERS = [ROOT, Path.home(), Path(tempfile.gettempdir())]
FOLDERS += map(Path, ("/home", "/root", "/Users", "/tmp", "/var", "/mnt", "/workspace"))
TRACES = re.compile(
    "|".join(
        [
            rf"(?<![\w.~:/-])(?:{'|'.join(re.escape(str(f)) for f in FOLDERS)})/[\w.-]+",
            r"\b[A-Z]:\\Users\\",
            r"\bipykernel_\d+",
            r"\bpid\b\W{0,3}\d+",
            r"\bat 0x[0-9a-fA-F]{6,}",
        ]
    )
)


class Page(HTMLParser):
    """One page of the book: its elements, ids, scripts, styles and text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.name = path.relative_to(HTML).as_posix()
        self.source = path.read_text(encoding="utf-8")
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.ids: set[str] = set()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._inside: list[str] | None = None
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self.ids.update(attributes[key] for key in ("id", "name") if key in attributes)
        self.styles.append(attributes.get("style", ""))
        self._inside = None
        if tag == "script" and attributes.get("type", "") in RUNNABLE:
            self._inside = self.scripts
        if tag == "style":
            self._inside = self.styles

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = None

    def loads(self) -> list[str]:
        """The addresses that a browser fetches on its own when it shows the page."""
        found = []
        for tag, attributes in self.elements:
            if tag == "link" and set(attributes.get("rel", "").split()) <= ONLY_NAMES:
                continue
            found += [attributes[key] for key in LOADS.get(tag, ()) if key in attributes]
        return found

    def links(self) -> list[str]:
        """All addresses on the page, to follow or to load."""
        linked = [attributes["href"] for tag, attributes in self.elements if "href" in attributes]
        return linked + self.loads()


@cache
def pages() -> list[Page]:
    """Every page of the built book."""
    found = sorted(HTML.rglob("*.html"))
    return [Page(path) for path in found if path.relative_to(HTML).parts[0] != "_static"]


@cache
def notebooks() -> dict[str, list[dict[str, object]]]:
    """The cells of every notebook offered for download, by the notebook's place in the book."""
    sources = HTML / "_sources"
    return {
        path.relative_to(sources).as_posix(): json.loads(path.read_text("utf-8"))["cells"]
        for path in sorted(sources.rglob("*.ipynb"))
    }


BUILT = (HTML / "index.html").is_file()
NOT_BUILT = "the book is not built (`make book` builds it)"
REQUIRED = os.environ.get("BROWSER") == "required"
pytestmark = pytest.mark.skipif(not BUILT and not REQUIRED, reason=NOT_BUILT)


@pytest.fixture(autouse=True, scope="module")
def built() -> None:
    """Without a built book there is nothing to check; BROWSER=required makes that a failure."""
    assert BUILT, f"BROWSER=required, but {NOT_BUILT}"


def none(problems: list[str]) -> None:
    """Fail with one line for each problem."""
    assert not problems, "\n" + "\n".join(problems)


def test_pages_load_nothing_from_another_host() -> None:
    """The book works without a network: only links that a reader clicks lead elsewhere."""
    problems = []
    for page in pages():
        problems += [f"{page.name} loads {a}" for a in page.loads() if OTHER_HOST.match(a)]
        problems += [
            f"{page.name} has a script that names another host: {script.strip()[:100]}"
            for script in page.scripts
            if re.search(r"https?://", script)
        ]
        problems += [
            f"{page.name} has a style that loads from another host: {style.strip()[:100]}"
            for style in page.styles
            if LOADED_BY_STYLE.search(style)
        ]
    for sheet in sorted(HTML.rglob("*.css")):
        if LOADED_BY_STYLE.search(sheet.read_text(encoding="utf-8")):
            problems.append(f"{sheet.relative_to(HTML)} loads from another host")
    none(problems)


def test_every_image_has_words() -> None:
    """Whoever cannot see an image reads or hears its `alt` text instead."""
    none(
        [
            f"{page.name}: <img src={attributes.get('src', '')!r}> has no alt text"
            for page in pages()
            for tag, attributes in page.elements
            if tag == "img" and not attributes.get("alt", "").strip()
        ]
    )


def test_every_internal_link_leads_somewhere() -> None:
    """Each link within the book has its page, and each anchor its place on that page."""
    known = {page.path: page for page in pages()}
    problems = set()
    for page in pages():
        for link in page.links():
            address = urlsplit(link)
            if address.scheme or address.netloc or link in ("", "#"):
                continue
            target = page.path
            if address.path:
                target = Path(os.path.normpath(page.path.parent / unquote(address.path)))
            if not target.is_file():
                problems.add(f"{page.name}: no file for {link}")
                continue
            anchor = unquote(address.fragment)
            if anchor and target in known and anchor not in known[target].ids:
                problems.add(f"{page.name}: no anchor for {link}")
    none(sorted(problems))


def test_no_trace_of_a_machine() -> None:
    """No path, process number or memory address of the machine that made the book."""
    texts = {page.name: page.source for page in pages()}
    for name, cells in notebooks().items():
        # Pictures are stored as letters, among which anything may turn up by chance.
        words = [line for line in json.dumps(cells, indent=1).splitlines() if '"image/' not in line]
        texts[f"_sources/{name}"] = "\n".join(words)
    none(
        [
            f"{name}: {found[0]!r} near {text[max(0, found.start() - 40) : found.end() + 40]!r}"
            for name, text in texts.items()
            for found in TRACES.finditer(text)
        ]
    )


def test_notebooks_can_be_downloaded() -> None:
    """Each chapter that is a notebook in the repository is one in the book, and is linked."""
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "chapters").rglob("*.ipynb")
        if (HTML / path.relative_to(ROOT)).with_suffix(".html").is_file()
    }
    problems = [f"_sources/{name} is missing" for name in sorted(wanted - set(notebooks()))]
    for page in pages():
        name = page.name.removesuffix(".html") + ".ipynb"
        if name in wanted and not any(link.endswith(f"_sources/{name}") for link in page.links()):
            problems.append(f"{page.name} has no button to download its notebook")
    none(problems)


def test_downloaded_notebooks_are_run_and_readable() -> None:
    """The downloads hold outputs, and their prose has numbers in place of glue roles."""
    problems = []
    for name, cells in notebooks().items():
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        if not any(cell["outputs"] for cell in code):
            problems.append(f"{name} has no outputs (`make refresh` runs it)")
        if any(cell["execution_count"] is None and cell["source"] for cell in code):
            problems.append(f"{name} has a cell that was not run (`make refresh` runs it)")
        for cell in cells:
            text = "".join(cell["source"])  # type: ignore[arg-type]
            if cell["cell_type"] == "markdown" and "{glue" in text:
                role = text[text.index("{glue") :][:60]
                problems.append(f"{name} shows {role!r} where a value belongs")
    none(problems)
