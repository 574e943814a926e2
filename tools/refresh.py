"""Run the chapters again and store their outputs.

Each chapter is a pair: the MyST page `.md` that people edit, and the notebook `.ipynb` beside it
that holds the executed outputs. This script reads every page, runs it in a fresh kernel and writes
the notebook. On one machine a second run writes the same bytes; a notebook that would not change
is left untouched.

    python tools/refresh.py                      # every chapter
    python tools/refresh.py chapters/theory/threat.md
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent


def pages() -> list[Path]:
    """Every MyST page that is a notebook: the ones with a jupytext header."""
    return sorted(
        p
        for p in (ROOT / "chapters").rglob("*.md")
        if p.read_text(encoding="utf-8").startswith("---\njupytext:")
    )


def notebook_of(page: Path) -> nbformat.NotebookNode:
    """The page as a notebook without outputs, its cell ids made from their places."""
    notebook = jupytext.read(page)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03d}"
    notebook.metadata.pop("jupytext", None)
    return notebook


def run(page: Path) -> bool:
    """Run one page; write its notebook if it changed. Returns whether it did."""
    for attempt in (1, 2, 3):
        notebook = notebook_of(page)
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(page.parent)}},
        )
        try:
            client.execute()
        except RuntimeError:
            # Another program took a port between its choice and its use: the kernel never started.
            if attempt == 3 or any(cell.get("execution_count") for cell in notebook.cells):
                raise
        else:
            break
    # The Python version that happened to run is not a fact about the chapter.
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    text = nbformat.writes(notebook, version=4) + "\n"
    target = page.with_suffix(".ipynb")
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return False
    target.write_text(text, encoding="utf-8")
    return True


def main(arguments: list[str]) -> int:
    """Refresh the pages named, or all of them, two at a time."""
    chosen = [Path(a).resolve() for a in arguments] or pages()
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting = {pool.submit(run, page): page for page in chosen}
        for done, future in enumerate(as_completed(waiting), start=1):
            name = waiting[future].relative_to(ROOT)
            try:
                outcome = "written" if future.result() else "unchanged"
            except CellExecutionError as error:
                failed, outcome = failed + 1, f"failed\n{error}"
            print(f"[{done}/{len(chosen)}] {name}: {outcome}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
