"""The public face: what is said twice is said alike, and nothing is tied to a machine."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import alliance_design

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {
    "requirements.txt": ("setup", "book", "test"),
    "requirements/test.txt": ("setup", "book", "test", "browser", "speed"),
    "requirements/dev.txt": ("setup", "book", "test", "browser", "speed", "dev"),
    "requirements/verify.txt": ("setup", "book", "test", "browser", "speed", "verify"),
}


def tracked():
    """Every file that git tracks or would track, where this is a checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock):
    """Versions by package of a lock; a package may have one for each Python."""
    found = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock, re.MULTILINE):
        found.setdefault(normal(name), set()).add(version)
    return found


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert alliance_design.__version__ == version
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    newest = re.search(
        r"^## (\S+) \((\S+)\)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest.groups() == (version, str(citation["date-released"]))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_its_groups_ask_for_with_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    found = pins(text)
    wanted = list(PROJECT["project"]["dependencies"])
    for group in LOCKS[name]:
        wanted += PROJECT["dependency-groups"][group]
    for requirement in wanted:
        package = normal(re.match(r"[A-Za-z0-9._-]+", requirement)[0])
        assert package in found, f"{requirement} is not in {name}: run `make lock`"
        exact = re.search(r"==(\S+)$", requirement)
        if exact:
            assert found[package] == {exact[1]}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if "==" in block.splitlines()[0]:
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_locks_agree_with_one_another():
    smallest, *larger = [pins((ROOT / name).read_text(encoding="utf-8")) for name in LOCKS]
    for lock in larger:
        for package, versions in smallest.items():
            assert lock[package] == versions
    uv = pins((ROOT / "requirements" / "uv.txt").read_text(encoding="utf-8"))
    assert uv == {"uv": smallest["uv"]}


def test_the_conda_environment_is_the_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    python, pip, inner = environment["dependencies"]
    assert pip == "pip"
    assert inner == {"pip": ["-r requirements.txt"]}
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert python == f"python={oldest}"


def test_nothing_names_a_registry_or_a_path_of_a_machine():
    hosts = re.compile(
        r"https?://[^\s)>\"']*(pypi|pythonhosted|npmjs|anaconda)|--(extra-)?index-url"
    )
    paths = re.compile(r"(?<![\w.])/(home|root|Users|work|tmp)/[\w.-]+")
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2"} or path.parent.name == "tests":
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = re.sub(r'"image/png": "[^"]*"', "", text)
        assert not hosts.search(text), f"{path.relative_to(ROOT)}: {hosts.search(text)[0]}"
        assert not paths.search(text), f"{path.relative_to(ROOT)}: {paths.search(text)[0]}"


def test_no_tracked_file_is_large():
    for path in tracked():
        assert path.stat().st_size < 1_000_000, path.relative_to(ROOT)


def test_every_public_module_is_on_the_page_of_functions():
    page = (ROOT / "chapters" / "appendix" / "api.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"automodule:: alliance_design\.(\w+)", page))
    modules = {path.stem for path in (ROOT / "src" / "alliance_design").glob("*.py")}
    assert shown == modules - {"__init__"}


def test_the_outline_names_every_page():
    outline = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:root|file): (\S+)", outline))
    pages = {
        str(path.relative_to(ROOT).with_suffix("").as_posix())
        for path in [ROOT / "index.md", *(ROOT / "chapters").rglob("*.md")]
    }
    assert named == pages


def test_the_readme_names_only_targets_that_exist():
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for name in ("README.md", "CONTRIBUTING.md", "index.md", "chapters/how-to-read.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_make_alone_prints_the_targets():
    printed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("book", "test", "refresh", "lint", "lock", "check-data"):
        assert re.search(rf"^\s*make {target}\s", printed, re.MULTILINE)


def test_every_citation_is_in_the_bibliography_and_every_entry_is_used():
    from alliance_design import cases

    pages = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [ROOT / "index.md", *(ROOT / "chapters").rglob("*.md")]
    )
    cited = {
        key.strip()
        for group in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", pages)
        for key in group.split(",")
    }
    assert cited <= cases.source_keys()
    # In a case file or a table as the source of something, or named in the reason for a judgement.
    texts = "\n".join(
        file.read_text(encoding="utf-8")
        for file in [*(ROOT / "data" / "cases").rglob("*.toml"), *(ROOT / "data").glob("*.csv")]
    )
    coded = {key for key in cases.source_keys() if re.search(rf"\b{re.escape(key)}\b", texts)}
    assert cases.source_keys() - cited - coded == set()


def test_the_page_of_functions_builds_with_what_readers_install():
    """`make book` has no group `speed`: what modules import at their top is there or stood in for."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    there = {normal(name) for name in pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))}
    there |= {"alliance-design", *config["autodoc_mock_imports"]}
    for file in (ROOT / "src" / "alliance_design").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            for name in {name.partition(".")[0] for name in names} - sys.stdlib_module_names:
                assert normal(name) in there, f"{file.name} imports {name}"
