"use strict";

/* The search field: a list that opens below it, worked by keys or mouse. */
const Search = (() => {
  const { el, short, number, counted } = Dom;
  const FOUND = 12;

  /** Makes the field search `page`; `choose` gets the node, `announce` what to read out. */
  function wire(page, choose, announce) {
    const field = document.getElementById("search");
    const results = document.getElementById("results");
    let texts = null;

    /** Nodes whose id or name holds the words: the exact first, then those that begin so. */
    function matches(query) {
      texts ??= Array.from({ length: page.count }, (_, v) =>
        [page.entry(v).id, page.entry(v).name || ""].map((text) => text.toLowerCase()));
      const words = query.trim().toLowerCase();
      const ranked = [[], [], []];
      texts.forEach((both, v) => {
        if (both.includes(words)) ranked[0].push(v);
        else if (both.some((text) => text.startsWith(words))) ranked[1].push(v);
        else if (both.some((text) => text.includes(words))) ranked[2].push(v);
      });
      return words ? ranked.flat() : [];
    }

    function onInput() {
      const isAsked = Boolean(field.value.trim());
      const found = matches(field.value);
      const options = found.slice(0, FOUND).map((v, i) => option(v, i));
      const rest = found.length - FOUND;
      if (!found.length) options.push(note("Nothing has this in its id or name"));
      if (rest > 0) options.push(note(`and ${number(rest)} more`));
      results.replaceChildren(...options);
      open(isAsked);
      activate(found.length ? 0 : -1);
      announce(isAsked ? counted(found.length, "match", "matches") : "");
    }

    function note(text) {
      return el("li", { class: "none" }, text);
    }

    function option(v, i) {
      const node = page.entry(v);
      const second = node.name
        ? el("code", {}, short(node.id, 40))
        : el("span", { class: "muted" }, short(node.kind, 24));
      return el(
        "li",
        { role: "option", id: `result-${i}`, "data-node": v, onmousedown: (event) => pick(event, v) },
        Icons.element(node.kind),
        el("span", { class: "label" }, short(page.label(v))),
        second,
      );
    }

    function pick(event, v) {
      event.preventDefault();
      open(false);
      field.value = short(page.entry(v).id, 200);
      choose(v);
    }

    function open(isOpen) {
      results.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
    }

    function options() {
      return [...results.querySelectorAll("[role=option]")];
    }

    function activate(at) {
      options().forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      const active = options()[at];
      if (!active) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", active.id);
      return active.scrollIntoView({ block: "nearest" });
    }

    function onKey(event) {
      const all = options();
      const at = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && all.length) {
        event.preventDefault();
        activate((at + steps[event.key] + all.length) % all.length);
      } else if (event.key === "Enter" && all[at]) {
        pick(event, Number(all[at].dataset.node));
      } else if (event.key === "Escape") {
        field.value = "";
        open(false);
      }
    }

    field.addEventListener("input", onInput);
    field.addEventListener("keydown", onKey);
    field.addEventListener("blur", () => open(false));
  }

  return { wire };
})();
