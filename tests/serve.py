"""What the browser tests share: find Chromium, serve the built book, visit one page.

The built book must work opened from a folder (file://) and from a web server (http://), in light
and in dark, on a desk and on a phone. `test_browser.py` opens the pages from the folder, in light,
on a phone and then on a desk; `test_browser_http.py` opens them from a server, in dark, on a desk.
Each then changes the colour scheme. Two files, so that two cores can share the work.

The environment variable BROWSER says what to do where no browser is found: `if-present` (skip and
say why, the default), `required` (fail) or `off` (do not look for one). CHROMIUM may name one.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"

# A wide window shows the sidebars, a narrow one folds them away and lets wide things scroll.
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}

CHROMIUM_OPTIONS = [
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox refuses to start
    "--disable-gpu",
    # No traffic of the browser's own, and none to other hosts even if a page asks for it.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# Findings of axe below `serious` that come from the theme's own frame and cannot be put right by
# CSS or in the text. Serious and critical findings fail whatever their name.
KNOWN_IN_THE_THEME = {
    "region": "the theme puts the logo beside, not inside, its navigation landmark",
}

# Runs in the page once it is loaded; returns what is wrong with its formulas.
LOOK_AT_MATHS = r"""
async () => {
  await window.MathJax?.startup?.promise;
  const wrong = [];
  const sources = document.querySelectorAll(".math").length;
  const set = document.querySelectorAll("mjx-container").length;
  if (sources !== set) {
    wrong.push(`${sources} formulas in the text, but ${set} set by MathJax`);
  }
  for (const error of document.querySelectorAll("[data-mml-node=merror]")) {
    const formula = error.closest(".math") ?? error;
    wrong.push(`a formula is broken: ${error.getAttribute("data-mjx-error")}: ` +
               formula.textContent.slice(0, 80));
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest("pre, code, script, style, mjx-container")) continue;
    if (/\\\(|\\\[|\$\$|\\begin\{/.test(node.data)) {
      wrong.push(`raw TeX on the page: ${node.data.trim().slice(0, 80)}`);
    }
  }
  return wrong;
}
"""

# Returns what sticks out of the window without a scroll of its own.
LOOK_AT_WIDTH = r"""
async () => {
  // Let the page settle in its new width: end the slide of the sidebars, and let the scripts that
  // watch widths have their turn.
  for (const move of document.getAnimations()) {
    if (Number.isFinite(move.effect.getComputedTiming().endTime)) move.finish();
  }
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const wrong = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    wrong.push(`the page is ${document.documentElement.scrollWidth} px wide, the window ${width}`);
  }
  const scrolls = (box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  const wide = "mjx-container > svg, table, pre, img, .highlight, .admonition, figure";
  for (const thing of document.querySelectorAll(`main :is(${wide})`)) {
    const place = thing.getBoundingClientRect();
    if (place.width === 0 || place.right <= width + 1) continue;
    let box = thing;
    while (box && !(scrolls(box) && box.getBoundingClientRect().right <= width + 1)) {
      box = box.parentElement;
    }
    if (!box) {
      const text = (thing.closest(".math") ?? thing).textContent.trim().slice(0, 60);
      wrong.push(`<${thing.tagName.toLowerCase()}> is cut off at ${width} px: ` +
                 `${thing.id || thing.getAttribute("src") || text}`);
    }
  }
  return wrong;
}
"""

# Returns the colour scheme of the page, after at most two seconds for it to become the one wanted.
WAIT_FOR_THEME = r"""
async (wanted) => {
  const root = document.documentElement;
  for (let i = 0; i < 200 && root.dataset.theme !== wanted; i++) {
    await new Promise((go) => setTimeout(go, 10));
  }
  return root.dataset.theme;
}
"""

# The reference pages list dozens of functions in the same dress, each of hundreds of coloured words.
# Axe takes seconds for them, so it looks at the first in each row of neighbours.
# `preload: false`, because axe would fetch the style sheets again, which file:// forbids.
# Where only colours are tried, the first items of a list and the first rows of a table speak for
# the rest of it: all of them were looked at in light, with every rule.
RUN_AXE = """
({quick, ...rules}) => {
  const alike = ["dl.py ~ dl.py"];
  if (quick) alike.push("article li:nth-of-type(n+6)", "article tr:nth-of-type(n+6)");
  return axe.run({exclude: alike.map((selector) => [selector])},
                 {preload: false, resultTypes: ["violations"], ...rules});
}
"""
# All rules are tried in light on a desk. Where only the colours or the width differ, those rules
# are tried again whose outcome depends on them.
ALL_RULES: dict[str, Any] = {}
COLOUR_RULES = {"runOnly": ["color-contrast", "link-in-text-block"], "quick": True}
WIDTH_RULES = {"runOnly": ["scrollable-region-focusable"]}


def pages() -> list[str]:
    """Every page of the built book, by its path inside the book."""
    found = (path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html"))
    return sorted(name for name in found if not name.startswith("_static/"))


def chromium() -> str | None:
    """The browser to use: the one in $CHROMIUM, or the first of the usual names on the PATH."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    if "CHROMIUM" in os.environ:
        names = [os.environ["CHROMIUM"]]
    return next((path for path in map(shutil.which, names) if path), None)


def missing() -> str:
    """What the browser tests lack here, in words; empty if they can run."""
    if not pages():
        return "the book is not built (`make book` builds it)"
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError as error:
        return f"{error.name} is not installed (`make test` installs it)"
    if chromium() is None:
        return "no Chromium or Chrome is found (install one, or set CHROMIUM to its path)"
    return ""


def why_not() -> str:
    """Why to skip the browser tests; empty if they are to run, or to fail."""
    wish = os.environ.get("BROWSER", "if-present")
    if wish == "off":
        return "BROWSER=off"
    lack = missing()
    return f"no browser tests: {lack}" if lack and wish != "required" else ""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, keeps the connection open and does not chatter."""

    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        """Let the browser keep what all pages share; the book does not change under a test."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served_book() -> Iterator[str]:
    """The book on a web server of this machine; yields its address."""
    handler = partial(QuietHandler, directory=str(HTML))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Reader:
    """One browser window that visits pages and notes what goes wrong."""

    def __init__(self, browser: Any, home: str, scheme: str) -> None:
        from axe_playwright_python.base import AXE_SCRIPT

        self.home = home
        self.scheme = scheme
        self.problems: list[str] = []
        # Without animations, so that no colour is measured halfway through a change.
        context = browser.new_context(reduced_motion="reduce")
        context.add_init_script(AXE_SCRIPT)
        self.page = context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        self.page.on("requestfailed", self._note_failure)

    def visit(self, name: str) -> list[str]:
        """Open one page and look at it from all sides; return all that is wrong."""
        first = self.scheme == "light"
        self.problems = []
        self.page.emulate_media(color_scheme=self.scheme)
        self.page.set_viewport_size(PHONE if first else DESK)
        self.page.goto(f"{self.home}/{name}")
        self.problems += self.page.evaluate(LOOK_AT_MATHS)
        self._look_at_theme(self.scheme)
        self.problems += self.page.evaluate(LOOK_AT_WIDTH)
        if first:
            self._run_axe(WIDTH_RULES)
            self.page.set_viewport_size(DESK)
            self.problems += self.page.evaluate(LOOK_AT_WIDTH)
        self._run_axe(ALL_RULES if first else COLOUR_RULES)

        # The reader's system changes over, as many do at dusk and dawn.
        other = "dark" if first else "light"
        self.page.emulate_media(color_scheme=other)
        self._look_at_theme(other)
        return self.problems

    def _look_at_theme(self, scheme: str) -> None:
        """See that the page follows the colour scheme of the reader's system."""
        if self.page.evaluate(WAIT_FOR_THEME, scheme) != scheme:
            self.problems.append(f"the reader's system is {scheme}, the page is not")

    def _run_axe(self, rules: dict[str, Any]) -> None:
        """Note what axe finds, save what is known of the theme and not serious."""
        for finding in self.page.evaluate(RUN_AXE, rules)["violations"]:
            serious = finding["impact"] in ("serious", "critical")
            if serious or finding["id"] not in KNOWN_IN_THE_THEME:
                self.problems += self._describe(finding)

    @staticmethod
    def _describe(finding: dict[str, Any]) -> Iterator[str]:
        """One line for each element that axe objects to."""
        for node in finding["nodes"]:
            place = " ".join(map(str, node["target"]))
            reason = " ".join(node["failureSummary"].split())
            yield f"axe, {finding['impact']}, {finding['id']}: {place}: {reason}"

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(f"error in the console: {message.text}")

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.home + "/", "data:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def _note_response(self, response: Any) -> None:
        if response.status >= 400:
            self.problems.append(f"answer {response.status} to the request for {response.url}")

    def _note_failure(self, request: Any) -> None:
        self.problems.append(f"failed request: {request.url} ({request.failure})")


@contextmanager
def reader(way: str, scheme: str) -> Iterator[Reader]:
    """A browser that opens the book by `file` or `http` and begins in `light` or `dark`."""
    lack = missing()
    assert not lack, f"BROWSER=required, but {lack}"
    from playwright.sync_api import sync_playwright

    with served_book() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        yield Reader(browser, HTML.as_uri() if way == "file" else address, scheme)
        browser.close()
