"""The register: every claim has its check, every check its claim, and both agree."""

import csv
import html.parser
import json
import re
import subprocess
import sys

import pytest

from alliance_design import checks, checks_hub_and_spokes, claims
from alliance_design.__main__ import main
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError

ROOT = data_folder().parent
REGISTER = claims.claims()
IDS = [claim.id for claim in REGISTER]
TEXT = (data_folder() / "claims.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checked():
    return claims.examine()


def test_the_claims_are_numbered_in_order():
    article, abstract = (claims.claims(text=text) for text in ("cohen2024", "lee2019"))
    assert [c.id for c in article] == [f"c{n:03d}" for n in range(1, len(article) + 1)]
    assert [c.id for c in abstract] == [f"h{n:02d}" for n in range(1, len(abstract) + 1)]
    assert (*article, *abstract) == REGISTER


def test_every_claim_names_a_check_and_every_check_has_a_claim():
    named = {claim.call[0] for claim in REGISTER}
    known = {*checks.CHECKS, *checks_hub_and_spokes.CHECKS}
    assert named - known == set()
    assert known - named == set(), "a check without a claim"


@pytest.mark.parametrize("claim", REGISTER, ids=IDS)
def test_the_register_states_what_the_check_comes_to(claim):
    (item,) = claims.examine([claim])
    assert item.agrees, f"{claim.id}: the check says {item.finding.verdict}: {item.finding.found}"
    assert item.finding.found.strip()
    assert re.search(r"[.”]$", item.finding.found), item.finding.found


def test_every_claim_is_shown_on_a_page_that_shows_claims():
    for page in {claim.page for claim in REGISTER}:
        text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
        assert re.search(rf'claims_table\(\s*"({page})?"', text), page


def test_an_untestable_claim_says_what_is_missing():
    for claim in REGISTER:
        if claim.call[0] == "untestable":
            assert claim.verdict == "not testable here"
            assert len(claim.call[1][0]) > 10, claim.id


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        # Each check comes to another verdict than in the register when it is given something wrong.
        (("source", "e069"), "reproduced"),
        (("source", "e124"), "reproduced with a caveat"),
        (("source", "e036"), "not testable here"),
        (("against", "e036"), "not testable here"),
        (("moved_by", "brussels-signed", "prague-coup", "benelux-note"), "not reproduced"),
        (("moved_by", "bevin-paper", "brussels-signed", "prague-coup"), "reproduced"),
        (("event_is", "finland-joins", "joins NATO"), "reproduced"),
        (("order", "brussels-signed", "nat-signed"), "reproduced"),
        (("order", "nat-signed", "brussels-signed"), "not reproduced"),
        (("within", "brussels-signed", "nat-signed", "30"), "not reproduced"),
        (("dated", "stalin-asks", "1945-08-17"), "not reproduced"),
        (("member", "north-atlantic-1949", "iceland"), "reproduced"),
        (("members", "anzus-1951", "1952-04-29", "australia+united-states"), "not reproduced"),
        (("obligation", "brussels-1948", "as-deemed"), "not reproduced"),
        (("only_consult", "fpda-1971"), "reproduced"),
        (("only_consult", "fpda-1971", "anzus-1951"), "reproduced with a caveat"),
        (("same_promise", "anzus-1951", "philippines-us-1951"), "reproduced"),
        (("names_adversary", "brussels-1948", "Soviet Union"), "not reproduced"),
        (("alliances", "6"), "not reproduced"),
        (("partners", "21"), "not reproduced"),
        (("partners_in", "europe", "13"), "not reproduced"),
        (("mostly_bilateral", "4"), "not reproduced"),
        (("bound_before", "manila-1954"), "reproduced with a caveat"),
        (("bound_before", "philippines-us-1951"), "not reproduced"),
        (("not_all_bound", "north-atlantic-1949", "5"), "reproduced"),
        (("nobody_bound", "belgium+france", "nat-signed"), "not reproduced"),
        (("nobody_bound", "japan+philippines", "philippines-signed"), "reproduced"),
        (("allies_before", "manila-1954", "thailand"), "not reproduced"),
        (("only_member_from_southeast_asia", "philippines-us-1951", "philippines"), "reproduced"),
        (("outlasts", "manila-1954", "north-atlantic-1949"), "not reproduced"),
        (("outlasts", "north-atlantic-1949", "taiwan-us-1954"), "reproduced"),
        (("settled_after", "baghdad-1955"), "not reproduced"),
        (("hypothesis", "H1"), "reproduced with a caveat"),
        (("settled_after", "manila-1954"), "not reproduced"),
        (("hypothesis", "H2"), "not testable here"),
        (("late", "brussels-1948", "H7"), "reproduced with a caveat"),
        (("predicted", "brussels-1948", "design", "bilateral"), "not reproduced"),
        (("committed_with", "pacific-1951", "2", "japan"), "not reproduced"),
        (("withholds", "nato-1949"), "reproduced"),
        (("lasts_longer", "seato-1954", "nato-1949"), "not reproduced"),
        (("threatened_more", "pacific-1951", "brussels-1948"), "not reproduced"),
        (("same_power", "nato-1949", "dunkirk-1947", "1.01"), "not reproduced"),
        (("journal", "44", "2021", "45", "2022"), "reproduced"),
        (("same_number", "122335", "122335"), "reproduced"),
        (("left_open", "brussels-1948", "brussels-1948"), "reproduced"),
        (("lasts_in_universe", "imposed"), "reproduced with a caveat"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_a_check_can_come_to_another_verdict(call, verdict):
    assert checks.CHECKS[call[0]](*call[1:]).verdict == verdict


def test_a_changed_verdict_and_an_unknown_check_are_caught(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(
        TEXT.replace(",reproduced,alliances: 7,", ",not reproduced,alliances: 7,"), "utf-8"
    )
    wrong = claims.claims(path)
    assert wrong != REGISTER
    assert [item.claim.id for item in claims.examine(wrong[:5]) if not item.agrees] == ["c001"]
    path.write_text(TEXT.replace("alliances: 7", "aliances: 7"), "utf-8")
    with pytest.raises(InputError, match=r"claims.csv: c001, check: no check is named 'aliances'"):
        claims.examine(claims.claims(path))
    path.write_text(TEXT.replace("alliances: 7", "alliances: 7; 8"), "utf-8")
    with pytest.raises(InputError, match=r"claims.csv: c001, check: alliances cannot be given"):
        claims.examine(claims.claims(path))
    path.write_text(TEXT.replace("member: north-atlantic-1949;", "member: atlantis;"), "utf-8")
    with pytest.raises(InputError, match=r"check: member cannot be given .*atlantis"):
        claims.examine(claims.claims(path))


class Page(html.parser.HTMLParser):
    """Counts rows and keeps the text of a report."""

    def __init__(self):
        super().__init__()
        self.rows, self.words, self.outside = 0, [], []

    def handle_starttag(self, tag, attrs):
        self.rows += tag == "tr"
        self.outside += [value for key, value in attrs if key in ("src", "href")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_report_is_printed_and_written(tmp_path, capsys, checked):
    folder = tmp_path / "report"
    assert main(["report", "--to", str(folder)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for claim in REGISTER:
        assert re.search(rf"^{claim.id} +{claim.verdict} ", printed.out, re.MULTILINE)
    counts = ", ".join(f"{n} {verdict}" for verdict, n in claims.tally(checked).items())
    assert counts in printed.out
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == IDS
    assert [row["verdict"] for row in rows] == [claim.verdict for claim in REGISTER]
    page = Page()
    page.feed((folder / "claims.html").read_text(encoding="utf-8"))
    assert page.rows == len(REGISTER) + 1
    assert page.outside == []
    assert counts in "".join(page.words)


def test_the_report_as_json_writes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in told] == IDS
    assert all(row["stated"] == row["verdict"] for row in told)
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "alliance_design", "report", "--to", str(tmp_path / "taken")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.endswith("expected a folder, got a file\n")
    assert "Traceback" not in run.stderr


def test_a_marked_page_is_escaped():
    claim = claims.Claim("c1", "t", "a", "", "count", "<b>1 & 2</b>", "reproduced", "x", "p", "")
    item = claims.Checked(claim, claims.Finding("reproduced", "a < b."))
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in claims.to_html([item])
