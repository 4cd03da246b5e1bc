"""Results of checks, of any sort and with any texts, for whatever is made of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from topology.document.schema import Accepted
from topology.finding import FailureClass, Step
from topology.findings.gate.checked import Checked, Found, Place, Result, Standing, State

PIECES = [
    *("pay", "dc-east", " ", "a", ", ", ": ", "::", "é", "漢", "0", "-", "→"),
    *("::error::", "::error file=x,line=1::y", "##[error]", "%0A", "%0D", "%25", "%", "%3A", "\n"),
    *("\r", "\r\n", "\x00", "\x0b", "\x1b[2J", "\x85", "\u2028", "\u202e", "\ufffe", "\ud800"),
    *("<script>", "</failure>", "]]>", "<![CDATA[", "&amp;", "&", "'", '"', "<", ">", "--", "-->"),
    *("[x](http://x.example)", "![i](j)", "@octocat", "#12", "`", "|", "\\", "{0}", "{", "}", "*"),
    *("x" * 300, "../", "/", "C:", "#", "?", "$(id)", ";"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
names = texts.map(lambda said: f"n{said}")
sound = names.map(lambda said: said.replace("\ud800", ""))
"""As a document may say it."""
sizes = st.none() | st.integers(0, 9)
places = st.builds(
    Place,
    st.sampled_from(["compose.yaml", "a b/c#1.yaml", "../x.json", "/srv/x.json"]) | names,
    st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99),
)
steps = st.recursive(
    st.builds(Step, texts),
    lambda inner: st.builds(
        Step,
        texts,
        st.lists(st.lists(inner, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
        st.integers(0, 3),
    ),
    max_leaves=4,
)
acceptances = st.builds(
    Accepted,
    id=sound,
    reason=sound,
    until=st.sampled_from(["2026-12-31", "2028-02-29"]),
    by=st.none() | sound,
)
results = st.builds(
    Result,
    st.integers(0, 3),
    names,
    st.sampled_from(["survives", "rto", ""]),
    names,
    st.sampled_from(Standing),
    texts,
    texts,
    st.none() | places,
)


@st.composite
def findings(draw: st.DrawFn, asked: list[Result], number: int) -> Found:
    """One whose fingerprint is its own; it may be against what is asked, or against anything."""
    sentences = [result.sentence for result in asked]
    against = st.sampled_from(sentences) if sentences else names
    back_s = st.none() | st.sampled_from([0.0, 9_000.0, float("inf")])
    return Found(
        rule=draw(st.sampled_from(["single-point-of-failure", "survives"]) | names),
        target=draw(texts),
        cause=draw(texts),
        message=draw(names),
        fingerprint=f"{number:04x}",
        content=draw(texts),
        failure_class=draw(st.none() | st.sampled_from(FailureClass)),
        steps=tuple(draw(st.lists(steps, max_size=2))),
        back=draw(texts),
        back_s=draw(back_s),
        takes=draw(sizes),
        clauses=tuple(draw(st.lists(against | names, max_size=2))),
        place=draw(st.none() | places),
        is_unknown=draw(st.booleans()),
        state=draw(st.sampled_from(State)),
        accepted=draw(st.none() | acceptances),
    )


@st.composite
def documents(draw: st.DrawFn, file: str) -> Checked:
    """One document that was checked, or could not be."""
    if draw(st.integers(0, 4)) == 4:
        return Checked(file, errors=(draw(names),))
    asked = draw(st.lists(results, max_size=2))
    count = draw(st.integers(0, 3))
    return Checked(
        file=file,
        name=draw(texts),
        today=draw(st.sampled_from(["2026-11-27", ""])),
        known=draw(texts),
        results=tuple(asked),
        findings=tuple(draw(findings(asked, number)) for number in range(count)),
        gone=tuple(draw(st.lists(texts, max_size=2))),
        accepted=draw(st.integers(0, 3)),
        has_baseline=draw(st.booleans()),
        allows_unknown=draw(st.booleans()),
    )


@st.composite
def checks(draw: st.DrawFn) -> list[Checked]:
    """A few documents, each of a file of its own."""
    files = draw(st.lists(names, max_size=2, unique=True))
    return [draw(documents(file)) for file in files]


def found(number: int = 0, **fields: Any) -> Found:
    """A plain finding, with whatever is given of it."""
    given: dict[str, Any] = {
        "rule": "single-point-of-failure",
        "target": "pay",
        "cause": f"fibre-{number}",
        "message": f"fibre-{number} is a single point of failure of pay",
        "fingerprint": f"{number:08x}",
    }
    return Found(**{**given, **fields})
