"""Chapters: the two halves of each pair agree, every cell has run, every figure can be heard."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "chapters").rglob("*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]
PAGES = sorted([ROOT / "index.md", *(ROOT / "chapters").rglob("*.md")])

spec = importlib.util.spec_from_file_location("refresh", ROOT / "tools" / "refresh.py")
refresh = importlib.util.module_from_spec(spec)
spec.loader.exec_module(refresh)


def stored(path):
    return nbformat.read(path, as_version=4)


def outputs(path):
    """Every stored output with the source of its cell."""
    for cell in stored(path).cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                yield cell, output


def test_every_page_of_code_has_its_notebook_and_the_other_way_round():
    assert [page.with_suffix(".ipynb") for page in refresh.pages()] == NOTEBOOKS
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_the_two_halves_of_a_pair_agree(path):
    page, notebook = refresh.notebook_of(path.with_suffix(".md")), stored(path)
    told = [(cell.cell_type, cell.source, dict(cell.metadata)) for cell in page.cells]
    ran = [(cell.cell_type, cell.source, dict(cell.metadata)) for cell in notebook.cells]
    assert len(told) == len(ran), f"{path.name}: run `make refresh`"
    for one, other in zip(told, ran, strict=True):
        assert one == other, f"{path.name}: run `make refresh`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_cell_ran_once_in_order(path):
    counts = [c.execution_count for c in stored(path).cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_no_output_is_an_error_a_warning_or_tied_to_a_machine(path):
    nbformat.validate(stored(path))
    for cell, output in outputs(path):
        assert output.output_type != "error", cell.source
        assert output.get("name") != "stderr", cell.source
        text = str({k: v for k, v in output.get("data", {}).items() if k != "image/png"})
        text += output.get("text", "")
        assert not re.search(r"(/home/|/root/|/tmp/|/work/|/Users/|[A-Z]:\\\\)", text), cell.source
        assert not re.search(r"ipykernel_\d+|0x[0-9a-f]{6,}", text), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_cell_that_promises_a_figure_shows_one(path):
    promised = 0
    for cell in stored(path).cells:
        if cell.cell_type == "code":
            shown = ["image/png" in output.get("data", {}) for output in cell.outputs]
            assert shown.count(True) == int("figure" in cell.metadata.get("mystnb", {}))
            promised += shown.count(True)
    assert promised == path.with_suffix(".md").read_text(encoding="utf-8").count("name: fig-")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_figure_has_alt_text_a_caption_and_a_name(path):
    for cell, output in outputs(path):
        if "image/png" in output.get("data", {}):
            block = cell.metadata.get("mystnb", {})
            alt = block.get("image", {}).get("alt", "")
            assert len(alt) > 80, f"say what is seen: {cell.source[:60]}"
            assert len(block.get("figure", {}).get("caption", "")) > 60, cell.source[:60]
            assert block["figure"]["name"].startswith("fig-")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_chapter_defines_no_function(path):
    for cell in stored(path).cells:
        if cell.cell_type == "code":
            assert not re.search(r"^\s*(def|class|lambda)\b", cell.source, flags=re.MULTILINE)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_kept_number_is_used_and_every_used_number_is_kept(path):
    kept = {
        output.metadata["scrapbook"]["name"]
        for _, output in outputs(path)
        if "scrapbook" in output.get("metadata", {})
    }
    prose = "\n".join(c.source for c in stored(path).cells if c.cell_type == "markdown")
    assert set(re.findall(r"\{glue:text\}`(\w+)", prose)) == kept


@pytest.mark.parametrize("path", PAGES, ids=[page.stem for page in PAGES])
def test_one_sentence_a_line(path):
    """Lines of prose hold one sentence, so that a change shows as the sentence that changed."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"```\{(code-cell|eval-rst|bibliography).*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"^```(text)?\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for line in text.splitlines():
        inside = re.sub(r"(Doc|vol|pp|ch|no)\.", "", line)
        assert not re.search(r"[a-z)*`]{2}[.?!] [A-Z]", inside.lstrip("-0123456789. ")), line


HISTORY = [page for page in PAGES if page.parent.name in ("europe", "asia", "evidence")]


@pytest.mark.parametrize("path", HISTORY, ids=[page.stem for page in HISTORY])
def test_no_quotation_is_longer_than_a_short_phrase(path):
    text = re.sub(r"```\{code-cell.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for quoted in re.findall(r'["“]([^"”\n]+)["”]', text):
        assert len(quoted.split()) <= 8, quoted
