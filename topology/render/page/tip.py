"""What tips a service as a page of its own: the picture, what is said of it, each strength."""

from __future__ import annotations

from collections.abc import Iterator

from topology.loads.tipping.tipping import TippingMap
from topology.render.drawing.heat import heat_svg
from topology.render.drawing.svg import FONT, text
from topology.render.page.assets.policy import policy
from topology.render.words.tipping import rows_words, sentences, strength_axis, title

STYLE = f"""\
:root {{ color-scheme: light dark }}
body {{ margin: 24px; font: 15px/1.5 {FONT}; max-width: 1000px;
  background: #fafbfc; color: #1b2330 }}
h1 {{ font-size: 21px; overflow-wrap: anywhere }} h2 {{ font-size: 17px }}
.scroll {{ overflow-x: auto }} svg {{ display: block; min-width: 940px; width: 100%; height: auto }}
table {{ border-collapse: collapse }} th, td {{ padding: 4px 16px 4px 0; text-align: left;
  border-bottom: 1px solid #c4ccd6 }} li {{ overflow-wrap: anywhere }}
@media screen and (prefers-color-scheme: dark) {{ body {{ background: #141920; color: #e9edf3 }}
  th, td {{ border-color: #4a5666 }} }}"""


def tip_html(found: TippingMap) -> str:
    """The page as text; it loads nothing and runs no script."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: TippingMap) -> Iterator[str]:
    name = text(title(found))
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy(())}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Tipping: {name}</title>"
    yield f"<style>\n{STYLE}\n</style></head>"
    yield f"<body><main><h1>Tipping: {name}</h1><ul>"
    yield from (f"<li>{text(said)}.</li>" for said in sentences(found))
    yield "</ul>"
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="Map">{heat_svg(found)}</div>'
    yield f'<table><thead><tr><th scope="col">{text(strength_axis(found))}</th>'
    yield '<th scope="col">length</th></tr></thead><tbody>'
    for strength, words in rows_words(found):
        yield f"<tr><td>{text(strength)}</td><td>{text(words)}</td></tr>"
    yield "</tbody></table></main></body></html>"
