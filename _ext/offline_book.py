"""Make the built book stand on its own: no other host, no clash of sources, readable downloads.

Small parts, each tied to one moment of the Sphinx build:

- `use_the_notebooks`: a chapter is a pair, `X.md` to edit and `X.ipynb` with the outputs. Sphinx
  would warn that two files claim one page, so the `.md` of every pair is left out.
- `bring_mathjax`: formulas are set by a MathJax that lies in the book, not by one from a CDN;
  `set_formulas_in_titles` sees to those in the sidebar.
- `tidy_page`: repairs in the HTML that the directives write, where CSS cannot reach.
- `fill_in_values`: a downloaded notebook shows numbers where its source has glue roles.
- `drop_old_pages`: a page that has left the book leaves the folder of an earlier build too.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.variables import format_plain_text
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.matching import get_matching_files

# What the directives write and a screen reader stumbles over: (pattern, replacement).
REPAIRS = [
    # `proof`, `exercise` and `solution` give the same id to the body of each of their boxes.
    # Nothing links to it, and an id may occur only once on a page.
    (re.compile(r'(<section\b[^>]*?)\s+id="(?:proof|exercise|solution)-content"'), r"\1"),
    # The bibliography calls itself a list but its entries no list items.
    (re.compile(r'role="doc-biblioentry"'), 'role="listitem"'),
    # The empty corner of a pandas table is no heading of anything.
    (re.compile(r"<th((?:\s[^>]*)?)>\s*</th>"), r"<td\1></td>"),
]

# {glue}`name`, {glue:text}`name:.2f`, {glue:md}`name`, each perhaps with a page: `page::name`.
GLUE_ROLE = re.compile(r"\{glue(?::(?P<kind>\w*))?\}`(?:(?P<page>[^`]+?)::)?(?P<text>[^`]+)`")


def use_the_notebooks(app: Sphinx, config: Config) -> None:
    """Leave out every `X.md` that has an `X.ipynb` beside it."""
    source = Path(app.srcdir)
    notebooks = get_matching_files(source, ["**.ipynb"], config.exclude_patterns)
    pages = (Path(name).with_suffix(".md").as_posix() for name in notebooks)
    paired = sorted(page for page in pages if (source / page).is_file())
    # A new list, because Sphinx compares it with the list it started from.
    config.exclude_patterns = [*config.exclude_patterns, *paired]


def bring_mathjax(_: Sphinx, config: Config) -> None:
    """Put the file of MathJax that `_config.yml` names among the book's static files.

    The package `sphinx-mathjax-offline` carries it. Its own extension is not used: it copies all
    15 MB of MathJax and takes the output that needs web fonts, where one file of 2 MB will do.
    """
    package = find_spec("sphinx-mathjax-offline")
    if package is None or package.origin is None:
        raise ExtensionError("The package sphinx-mathjax-offline is missing.")
    mathjax = Path(package.origin).parent / "static" / "mathjax" / config.mathjax_path
    if not mathjax.is_file():
        raise ExtensionError(f"sphinx-mathjax-offline has no file {config.mathjax_path}.")
    config.html_static_path = [*config.html_static_path, str(mathjax)]


def set_formulas_in_titles(app: Sphinx, env: BuildEnvironment) -> None:
    """Load MathJax on every page if the title of a chapter holds a formula.

    Sphinx loads it only where the text has formulas, but every page has the titles in its sidebar.
    """
    if any(title.next_node(nodes.math) for title in env.titles.values()):
        app.set_html_assets_policy("always")


def tidy_page(*event: Any) -> None:
    """Carry out the REPAIRS in the main part of a page."""
    context = event[3]  # after the app, the page's name and its template; before the doctree
    if "body" in context:
        for pattern, replacement in REPAIRS:
            context["body"] = pattern.sub(replacement, context["body"])


def glued_values(notebook: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What `myst_nb.glue` stored in the outputs of a notebook: name -> {mime type: text}."""
    values = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            label = output.get("metadata", {}).get("scrapbook")
            if label:
                prefix = label.get("mime_prefix", "")
                values[label["name"]] = {
                    mime.removeprefix(prefix): "".join(text)
                    for mime, text in output["data"].items()
                    if isinstance(text, str | list)
                }
    return values


def value_of_role(role: re.Match[str], values: dict[str, dict[str, str]]) -> str:
    """The text that a page of the book shows for one glue role."""
    name, _, form = role["text"].partition(":")
    if role["kind"] == "text":
        return format_plain_text(values[name]["text/plain"], form or "s")
    if role["kind"] == "md":
        return values[name]["text/markdown"].strip()
    return values[role["text"]]["text/plain"]


def fill_in_values(app: Sphinx, error: Exception | None) -> None:
    """Replace the glue roles in the notebooks offered for download by the values they stand for.

    Only the prose changes; code cells and outputs stay as they are. A role that cannot be filled
    stays too: the build has warned about it already.
    """
    if error is not None or app.builder.format != "html":
        return
    downloads = Path(app.outdir) / "_sources"
    paths = {
        path.relative_to(downloads).with_suffix("").as_posix(): path
        for path in sorted(downloads.rglob("*.ipynb"))
    }
    notebooks = {name: json.loads(path.read_text("utf-8")) for name, path in paths.items()}
    values = {name: glued_values(notebook) for name, notebook in notebooks.items()}

    for name, notebook in notebooks.items():

        def fill(role: re.Match[str], here: str = name) -> str:
            other = role["page"] and app.env.path2doc(app.env.relfn2path(role["page"], here)[1])
            try:
                return value_of_role(role, values[other or here])
            except (KeyError, TypeError, ValueError):
                return role[0]

        changed = False
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                filled = GLUE_ROLE.sub(fill, text)
                if filled != text:
                    cell["source"] = filled.splitlines(keepends=True)
                    changed = True
        if changed:
            text = json.dumps(notebook, ensure_ascii=False, indent=1)
            paths[name].write_text(text + "\n", encoding="utf-8")


def drop_old_pages(app: Sphinx, error: Exception | None) -> None:
    """Remove the pages of an earlier build that no longer belong to the book."""
    if error or app.builder.name != "html":
        return
    domains = app.env.domains.values()
    indices = {f"{domain.name}-{index.name}" for domain in domains for index in domain.indices}
    known = app.env.found_docs | indices | {"genindex", "search"}
    for page in Path(app.outdir).rglob("*.html"):
        name = page.relative_to(app.outdir).with_suffix("").as_posix()
        if name not in known and not name.startswith("_static/"):
            page.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when each part has its turn."""
    app.connect("config-inited", use_the_notebooks)
    app.connect("config-inited", bring_mathjax)
    app.connect("env-updated", set_formulas_in_titles)
    app.connect("html-page-context", tidy_page)
    app.connect("build-finished", fill_in_values)
    app.connect("build-finished", drop_old_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
