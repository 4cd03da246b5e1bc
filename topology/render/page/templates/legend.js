"use strict";

/* What the marks mean, and the kinds: a list that says which there are and hides or shows them. */
const Legend = (() => {
  /** Values that a list offers at most. */
  const CHOICES = 500;
  const { el, short, number } = Dom;
  const KINDS = 40;
  const LINES = {
    must: "needs",
    "one-of": "needs one of several",
    soft: "degrades without",
    reach: "needs a path to",
    link: "link",
    hit: "shared risk hits",
  };

  /** Fills the list of kinds; `onFilter` gets the set of the hidden ones. */
  function makeKinds(page, onFilter) {
    const list = document.getElementById("kinds");
    const hidden = new Set();
    const counts = new Map();
    for (let v = 0; v < page.count; v += 1) {
      const { kind } = page.entry(v);
      counts.set(kind, (counts.get(kind) || 0) + 1);
    }
    const kinds = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const chips = new Map();
    const apply = () => {
      for (const [kind, button] of chips) {
        button.setAttribute("aria-pressed", String(!hidden.has(kind)));
      }
      all.hidden = !hidden.size;
      onFilter(new Set(hidden));
    };
    /** Only this kind; with `isAlso` one more or one less. The last one left brings all back. */
    const choose = (kind, isAlso) => {
      if (isAlso && hidden.size) {
        if (!hidden.delete(kind)) hidden.add(kind);
      } else {
        const isOnly = hidden.size === kinds.length - 1 && !hidden.has(kind);
        hidden.clear();
        if (!isOnly) for (const [other] of kinds) if (other !== kind) hidden.add(other);
      }
      if (hidden.size === kinds.length) hidden.clear();
      apply();
    };
    const showAll = () => {
      hidden.clear();
      apply();
    };
    for (const [kind, amount] of kinds.slice(0, KINDS)) {
      chips.set(kind, chip(kind, amount, (event) => choose(kind, event.shiftKey)));
    }
    const all = el("button", { type: "button", class: "text", id: "all-kinds" }, "Show all");
    all.hidden = true;
    all.addEventListener("click", showAll);
    list.append(...chips.values());
    if (kinds.length > KINDS) {
      list.append(el("span", { class: "muted" }, `and ${number(kinds.length - KINDS)} further kinds`));
    }
    list.append(all);
  }

  function chip(kind, amount, onclick) {
    return el(
      "button",
      { type: "button", class: "chip", "aria-pressed": "true", title: "Show only these; with Shift these too", onclick },
      Icons.element(kind),
      el("span", { class: "label" }, short(kind, 32)),
      el("span", { class: "muted" }, number(amount)),
    );
  }

  /** Lists the marks and lines that occur among these cards and lines. */
  function make(cards, lines) {
    const modes = cards.some((card) => card.isRisk && card.kind === "mode");
    const marks = [
      ["single", "single point of failure", cards.some((card) => card.isSingle)],
      ["target", "target", cards.some((card) => card.isTarget)],
      ["dead", "never works", cards.some((card) => card.isDead)],
      ["risk", modes ? "shared risk or mode" : "shared risk", cards.some((card) => card.isRisk)],
      ["members", "several members", cards.some((card) => card.count > 1)],
    ].filter(([, , occurs]) => occurs);
    const dashes = new Map(lines.map((line) => [line.role, line.dashes]));
    const roles = Object.entries(LINES).filter(([role]) => dashes.has(role));
    document.getElementById("legend").append(
      ...marks.map(([name, text]) => el("li", {}, markSample(name), text)),
      ...roles.map(([role, text]) => el("li", {}, lineSample(role, dashes.get(role)), text)),
    );
  }

  /** The colours of links, first of all, while they are drawn: of these classes of utilisation. */
  function utilisation(classes) {
    const legend = document.getElementById("legend");
    for (const item of legend.querySelectorAll(".used")) item.remove();
    const known = [...document.querySelectorAll(".net-legend li")].filter((item) => classes.has(item.className));
    const samples = known.map((item) => el("li", { class: `used ${item.className}` },
      ...[...item.childNodes].map((node) => node.cloneNode(true))));
    if (samples.length) legend.prepend(el("li", { class: "used" }, "highest utilisation"), ...samples);
  }

  function markSample(name) {
    return el("canvas", { class: "sample", "data-sample": name, "aria-hidden": "true" });
  }

  function lineSample(role, dashes) {
    const make = (tag, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      return element;
    };
    const svg = make("svg", { class: `line ${role}`, viewBox: "0 0 34 12", "aria-hidden": "true" });
    svg.append(make("path", { d: "M1 6h32", "stroke-dasharray": dashes ? dashes.join(" ") : "none" }));
    return svg;
  }

  /** Paints the samples of the marks, by the code that draws the graph. */
  function paint(colours) {
    const [width, height, scale] = [40, 24, 0.48];
    const ratio = Math.max(2, devicePixelRatio || 1);
    for (const canvas of document.querySelectorAll("canvas.sample")) {
      const name = canvas.dataset.sample;
      Object.assign(canvas, { width: width * ratio, height: height * ratio });
      const ctx = canvas.getContext("2d");
      ctx.scale(ratio * scale, ratio * scale);
      const node = {
        x: 44,
        y: 25,
        isSample: true,
        isSingle: name === "single",
        isTarget: name === "target",
        isDead: name === "dead",
        isRisk: name === "risk",
        count: name === "members" ? 2 : 1,
      };
      Drawing.card(ctx, node, "plain", { colours, scale: 1, isHovered: false, isFocused: false });
    }
  }

  /** The choices of a location and of a class of failure, where there are several. */
  function makeChoices(page, want) {
    const nodes = Array.from({ length: page.count }, (_, v) => page.entry(v));
    const locations = new Set(nodes.map((node) => node.location).filter(Boolean));
    const classes = new Set([...page.classes.values()].flat());
    fill("location", [...locations].sort(), (value) => want("location", value));
    fill("class", [...classes].sort(), (value) => want("class", value));
  }

  function fill(id, values, choose) {
    const select = document.getElementById(id);
    if (values.length < 2) return;
    for (const value of values.slice(0, CHOICES)) {
      select.append(Dom.el("option", { value }, Dom.short(value)));
    }
    select.hidden = false;
    select.addEventListener("change", () => choose(select.value));
  }

  return { make, makeKinds, makeChoices, paint, utilisation };
})();
