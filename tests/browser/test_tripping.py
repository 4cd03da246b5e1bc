"""The player of a report where links trip under diverted traffic."""

from __future__ import annotations

from tests.browser.pages import Opener


def test_links_that_trip_are_seen_to(open_report: Opener) -> None:
    crash = {"mode": "crash", "for": "1 min"}
    shown = open_report(
        {
            "components": [
                *({"id": name, "needs": []} for name in "abc"),
                {"id": "ab", "kind": "fibre", "connects": ["a", "b"], "capacity": 12},
                *(
                    {"id": name, "kind": "fibre", "connects": [*name], "capacity": capacity}
                    | {"overload": crash}
                    for name, capacity in (("ac", 8), ("bc", 20))
                ),
            ],
            "objectives": [{"of": "b"}],
            "traffic": [{"from": "a", "to": "b", "demand": 10}],
            "scenarios": [{"id": "dig", "events": [{"at": "2 min", "fail": "ab"}]}],
        }
    )
    shown.page.emulate_media(reduced_motion="reduce")
    seen = []
    for _ in range(2):
        shown.page.locator("#play-on").click()
        seen.append([shown.states()[name] for name in ("ab", "ac", "bc")])
    assert seen == [["down", "over", "plain"], ["down", "down", "plain"]]
    said = shown.page.locator("#happening").inner_text()
    assert said == "3 min: ac crashes after 1 min; traffic: 10 of 10 cut off"
