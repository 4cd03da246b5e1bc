"""What axe-core finds in a page that is open: in all of it, in the light and in the dark.

Its rules of contrast cost most, and depend on colours alone: a text whose colours, size and weight,
and those of all that it stands on, have been checked in this process is not checked again.
"""

from __future__ import annotations

from typing import Any

from tests.browser.pages import Shown

Found = list[tuple[str, list[str]]]

SCHEMES = ("light", "dark")
CONTRAST = "color-contrast"
_CHECKED: set[str] = set()

LOOKS = """(within) => {
  const looks = new Map();
  const ground = (e) => {
    if (!looks.has(e)) {
      const { backgroundColor: colour, backgroundImage: image, opacity } = getComputedStyle(e);
      const above = e.parentElement ? ground(e.parentElement) : "";
      const own = `${colour} ${image} ${opacity}`;
      looks.set(e, above.endsWith(own) ? above : `${above} / ${own}`);
    }
    return looks.get(e);
  };
  const found = {};
  for (const e of document.querySelectorAll(`${within} *`)) {
    const isText = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!isText && !("placeholder" in e)) continue;
    if (!e.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fill, fontSize, fontWeight } = getComputedStyle(e);
    const look = `${e.tagName} ${color} ${fill} ${fontSize} ${fontWeight} on ${ground(e)}`;
    (found[look] ??= []).push(e);
  }
  window.byLook = found;
  return Object.keys(found);
}"""
MARK = "(looks) => looks.forEach((look) => byLook[look][0].setAttribute('data-checked', ''))"
UNMARK = """() => document.querySelectorAll('[data-checked]')
  .forEach((e) => e.removeAttribute('data-checked'))"""


def violations(shown: Shown, within: str = "html", schemes: tuple[str, ...] = SCHEMES) -> Found:
    """Whatever it finds, of any impact, in the part of a page that a selector names."""
    found = _run(shown, within, {"rules": {CONTRAST: {"enabled": False}}})
    for scheme in schemes:
        shown.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += _contrast(shown, within)
    return found


def open_all(shown: Shown) -> None:
    shown.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")


def _contrast(shown: Shown, within: str) -> Found:
    new = [look for look in shown.page.evaluate(LOOKS, within) if look not in _CHECKED]
    if not new:
        return []
    shown.page.evaluate(MARK, new)
    found = _run(shown, "[data-checked]", {"runOnly": [CONTRAST]})
    shown.page.evaluate(UNMARK)
    if not found:
        _CHECKED.update(new)
    return found


def _run(shown: Shown, within: str, options: dict[str, Any]) -> Found:
    from axe_playwright_python.sync_playwright import Axe

    options |= {"resultTypes": ["violations"]}
    found = Axe().run(shown.page, context=within, options=options).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
