"""Whatever the texts of a document are, no form in which they are shown does anything with them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.support.effort import examples
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.errors import printable
from topology.findings.besides import Besides
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario
from topology.render.drawing.chart import chart_svg
from topology.render.drawing.graph_svg import graph_svg
from topology.render.files.exchange.graph_files import dot_text, graphml_text
from topology.render.files.markdown import study_report
from topology.render.files.markdown_text import code, table, text
from topology.render.machine.findings import findings_csv
from topology.render.machine.study import study_json
from topology.render.page.view import report_html, view_html
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain

LIVE = re.compile(r"@\w|://|www\.|mailto:|#\d|\bGH-\d", re.IGNORECASE)
"""What a comment on a pull request makes a link of, or tells somebody of."""
PIECES = [
    *("@octocat", "@org/team", "a@b.example", "http://x.example/_a_", "https://y.example?q=*a*"),
    *("www.z.example", "HTTP://Q.EXAMPLE", "ftp://f.example", "mailto:a@b.example", "#12", "GH-7"),
    *(
        "org/repo#3",
        "`",
        "``",
        "|",
        "\\",
        "*",
        "_",
        "~~",
        "<b>",
        "<!--",
        "-->",
        "![i](j)",
        "[a](b)",
    ),
    *("&amp;", "&#64;ops", "$x$", "---", "- ", "+ ", "1. ", "# ", "> ", "===", "=1+1", "+2", "-3"),
    *("</script>", "<img src=x onerror=1>", "]]>", "'", '"', ";", "(", ")", "{{7*7}}", "{% raw %}"),
    *("\x1b[2J", "\n", "\t", "\u202e", "\u200b", "é", "漢", "x", "9", " ", ",", ".", ":", "!"),
]
hostile_text = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
hostile_ids = hostile_text.map(lambda said: printable(said).strip()).filter(bool)

MARKDOWN = MarkdownIt("commonmark").enable("table")
SHOWN_AS_CODE = {"code_inline", "fence"}


def tokens(markdown: str) -> Iterator[Token]:
    for block in MARKDOWN.parse(markdown):
        yield from [block] if block.children is None else block.children


def live(markdown: str) -> list[str]:
    """What in a text would be live: elements, links, and words that a comment makes links of."""
    found = []
    for token in tokens(markdown):
        if token.type in {"html_block", "html_inline", "link_open", "image", "hr", "softbreak"}:
            found.append(token.type)
        elif token.type not in SHOWN_AS_CODE and LIVE.search(token.content):
            found.append(token.content)
    return found


def read(markdown: str) -> str:
    return "".join(token.content for token in tokens(markdown))


# -- Markdown, text by text -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "markdown"),
    [
        ("ask @octocat.", "ask `@octocat`."),
        ("(see http://x.example/a_b)", "(see `http://x.example/a_b`)"),
        ("www.x.example, a@b.example", "`www.x.example`, `a@b.example`"),
        ("like #12 or GH-7", "like `#12` or `GH-7`"),
        ("@a|b`c", "`@a`&#124;`b`&#96;`c`"),
        ("at 9 @ noon: 5 # 3", "at 9 @ noon: 5 \\# 3"),
        ("---", "\\---"),
    ],
)
def test_what_would_be_live_stands_there_as_code(said: str, markdown: str) -> None:
    assert text(said) == markdown
    assert not live(markdown)


@settings(max_examples=examples(500))
@given(hostile_text)
def test_a_text_is_read_back_as_it_was_and_does_nothing(said: str) -> None:
    line = printable(" ".join(said.split()))
    for markdown in (text(said), f"- {text(said)}", f"# {text(said)}"):
        assert read(markdown) == line
        assert not live(markdown)
    if line:
        assert read(code(said)) == line
        assert not live(code(said))
    cells = [token.content for token in tokens(table(("", ""), [(text(said), "x")]))]
    assert "".join(cells) == line + "x"


# -- every form of a document ---------------------------------------------------------------------


@st.composite
def hostile_documents(draw: st.DrawFn) -> Doc:
    """A few components of every sort, all of whose texts are hostile."""
    ids = draw(st.lists(hostile_ids, min_size=7, max_size=7, unique=True))
    shop, a, b, net, link, risk, scenario = ids
    said = draw(st.lists(hostile_text, min_size=12, max_size=12))
    words = [f"k{word}" for word in said]
    return {
        "name": said[0],
        "description": said[1],
        "sources": [said[2], said[3]],
        "load_unit": said[4],
        "currency": said[5],
        "components": [
            {"id": shop, "name": said[6], "kind": words[0], "demand": 5, "loss_per_hour": 2,
             "needs": [{"any": [a, b]}], "description": said[7], "assumed": said[8],
             f"x-{said[0]}": {said[1]: [said[2], 5]}},
            {"id": a, "kind": words[1], "needs": [{"reach": net, "over": [words[2]]}],
             "capacity": 4, "fails": {"mtbf": "1 y", "mttr": "1 h"}},
            {"id": b, "capacity": 4, "location": words[3], "tags": [words[4]],
             "assumed": {"capacity": said[9]}, "fails": {"unavailability": 0.1}},
            {"id": net, "name": said[10], "source": said[11]},
            {"id": link, "kind": words[2], "connects": [a, net]},
        ],
        "shared_risks": [{"id": risk, "kind": words[5], "hits": {"location": words[3]},
                          "x-team": said[3]}],
        "objectives": [
            {"of": shop, "level": 0.9, "survives": 1, "accepted": [
                {"id": a, "reason": words[6], "until": "2030-01-31"}]},
        ],
        "scenarios": [
            {"id": scenario, "name": said[1], "description": said[2], "until": "1 h",
             "events": [{"at": "1 min", "fail": a}]},
        ],
    }  # fmt: skip


class Elements(HTMLParser):
    """The elements of a page, and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.leads: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.leads.update(value or "" for name, value in attrs if name in ("href", "src"))
        assert not any(name.startswith("on") for name, _ in attrs)


FOREIGN = {"marquee", "img", "iframe", "object", "embed", "base", "form"}


@settings(max_examples=examples(10))
@given(hostile_documents())
def test_pages_have_no_elements_but_their_own(doc: Doc) -> None:
    study = Study.of(Topology.from_dict(doc))
    for page in (view_html(study.points), report_html(study)):
        attacked = Elements(page)
        assert not attacked.found & FOREIGN
        assert all(re.fullmatch(r"data:,|#[\w-]+", lead) for lead in attacked.leads)


@settings(max_examples=examples(40))
@given(hostile_documents())
def test_nothing_is_live_in_a_comment_on_a_pull_request(doc: Doc) -> None:
    report = study_report(Study.of(Topology.from_dict(doc)))
    assert not live(report)
    assert report.replace("\n", "").isprintable()
    fences = [token.content for token in tokens(report) if token.type == "fence"]
    for line in "".join(fences).splitlines():
        # Labels are all that a document has in a flowchart, and hold no sign that it could read.
        assert re.fullmatch(r'[^"]*("[\w /.,:…#;×()<>-]*"[^"]*)?', line), line
        assert not re.search(r"\b(click|href|callback)\b", re.sub(r'"[^"]*"', "", line))


@settings(max_examples=examples(40))
@given(hostile_documents())
def test_pictures_and_files_hold_text_and_no_more(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    study = Study.of(topology)
    chart = run_scenario(topology, topology.scenarios[0].id, series=True)
    for picture in (graph_svg(study.points), chart_svg(topology, chart)):
        tags = {
            element.tag.rpartition("}")[2] for element in ElementTree.fromstring(picture).iter()
        }
        assert not tags & {"a", "script", "image", "foreignObject", "use", "animate", "set"}
        assert "href" not in re.sub(r">[^<]*<", "><", picture)
    graph = nx.parse_graphml(graphml_text(topology))
    assert set(graph) == {entry["id"] for entry in doc["components"] + doc["shared_risks"]}
    for line in dot_text(topology).splitlines():
        assert re.fullmatch(r'(?:[^"\\]|"(?:[^"\\]|\\.)*")*', line), line
        assert line.isprintable()
    for row in csv.reader(io.StringIO(findings_csv(study.points))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert json.loads(study_json(study))
    shown = plain(spof_lines(study.points, Besides(), limit=50, file="x.json"))
    assert shown.replace("\n", "").isprintable()
