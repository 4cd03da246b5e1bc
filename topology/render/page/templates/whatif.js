"use strict";

/*
 * What if: ticks what fails and which options are had, and judges again by the structure function.
 * A link holds the state: `#failed=a,b&options=x`, each id percent-encoded, one id for each member.
 */
(async () => {
  await window.topologyReady;
  const { el, short, shown, number, counted } = Dom;
  const byId = (id) => document.getElementById(id);
  const LISTED = 100;
  const TARGETS = 200;
  /** Failures up to which targets are judged again after each tick; beyond it on request. */
  const AT_ONCE = 5000;
  /** Milliseconds of judging between two looks at what the user does. */
  const SLICE = 12;
  const MOST_IN_LINK = 8000;
  const ALONE = "by structure alone: load and delay are not re-judged here";

  const { page } = window.topologyView;
  const model = page.model;
  const options = model.options || {
    total: 0, choices: [], components: [], risks: [], changes: [], hitting: [], criticality: [],
  };
  const base = Variants.prepare(model, options);
  const ids = new Map(Array.from({ length: page.count }, (_, v) => [page.entry(v).id, v]));
  const optionIds = new Map(options.choices.map(({ id }, n) => [id, n]));
  /** By node of the page how many members fail; options that are had. */
  const state = { failed: new Map(), had: new Set(), query: "", turn: 0, isAsked: false };
  const clashing = new Set();

  /** The numbers in a variant of what fails, once for each member. */
  function failures() {
    const place = (v) => (v < page.size ? v : base.total + v - page.size);
    return [...state.failed].flatMap(([v, times]) => Array(times).fill(place(v)));
  }

  const members = (v) => (v < page.size ? page.entry(v).count || 1 : 1);

  // -- judging ------------------------------------------------------------------------------------

  function judge() {
    state.turn += 1;
    const chosen = [...state.had].sort((a, b) => a - b);
    const made = Variants.of(base, chosen);
    const graph = Structure.compile(made);
    const failed = failures();
    const judged = Judging.of(base, made, graph, chosen, failed, model.targets);
    const isOpen = !byId("what-if").hidden;
    paint(judged, made, graph, failed);
    tell(judged, made);
    keep();
    if (!isOpen) return;
    if (judged.total > AT_ONCE && !state.isAsked) ask(judged, made);
    else run(judged, made, state.turn);
    state.isAsked = false;
  }

  /** Judges in slices; a later tick puts an end to it. */
  function run(judged, made, turn) {
    if (turn !== state.turn) return;
    const isLeft = judged.go(SLICE);
    if (!isLeft) {
      list(judged, made, (v) => leftWords(judged, made, v));
      note(`Each of ${counted(judged.total, "further single failure")} was tried, ${ALONE}.`);
    } else {
      note(`${number(judged.done)} of ${counted(judged.total, "further single failure")} tried …`);
      setTimeout(() => run(judged, made, turn));
    }
  }

  function ask(judged, made) {
    const onclick = () => { state.isAsked = true; judge(); };
    const button = el("button", { type: "button", class: "text", onclick }, "Judge single points now");
    byId("what-note").replaceChildren(
      `${counted(judged.total, "further single failure")} are tried only on request, ${ALONE}. `, button);
    list(judged, made, () => [el("span", { class: "muted" }, "up")]);
  }

  function note(text) {
    byId("what-note").textContent = text;
  }

  function tell(judged) {
    const down = model.targets.filter((v) => judged.isDown[v]).length;
    const total = counted(model.targets.length, "target");
    const with_ = [
      state.failed.size && `${counted(failures().length, "failure")} ticked`,
      state.had.size && `${counted(state.had.size, "option")} applied`,
    ].filter(Boolean).join(" and ");
    byId("what-said").textContent =
      `${with_ ? `With ${with_}` : "With nothing ticked"}: ${number(down)} of ${total} down, ${ALONE}.`;
    list(judged, null, () => [el("span", { class: "muted" }, "…")]);
  }

  function list(judged, made, said) {
    const order = [...model.targets].sort((a, b) => judged.isDown[b] - judged.isDown[a] || a - b);
    const rows = order.slice(0, TARGETS).map((v) => {
      const isDown = judged.isDown[v];
      const state_ = el("b", {}, isDown ? "down" : "up");
      const label = el("span", {}, short(page.label(v)));
      return el("li", { class: isDown ? "is-down" : "is-up" }, label, state_, isDown ? [] : said(v));
    });
    const rest = order.length - rows.length;
    byId("what-targets").replaceChildren(el("ul", {}, rows),
      rest > 0 ? el("p", { class: "muted" }, `${number(rows.length)} of ${number(order.length)} targets are listed.`) : "");
  }

  function leftWords(judged, made, v) {
    const left = judged.left(v);
    const words = left.length ? `${counted(left.length, "single point")} left` : "no single point left";
    if (!left.length) return [el("span", { class: "muted" }, words)];
    const entry = (c) => (c < base.total ? made.components[c] : made.risks[c - base.total]);
    const names = left.slice(0, LISTED).map((c) => short(entry(c).name || entry(c).id));
    const rest = left.length > LISTED ? `, and ${number(left.length - LISTED)} more` : "";
    return [el("details", {}, el("summary", {}, words), el("p", {}, names.join(", "), rest))];
  }

  /** Shows in the graph what fails and what goes down by it; what options add is not drawn. */
  function paint(judged, made, graph, failed) {
    if (byId("what-if").hidden) return;
    if (!state.failed.size && !state.had.size) {
      window.topologyView.play(null);
      return;
    }
    const looks = new Map();
    for (let v = 0; v < page.size; v += 1) if (judged.isDown[v]) looks.set(v, "down");
    for (const v of state.failed.keys()) looks.set(v, "cause");
    window.topologyView.play({ looks, notes: new Map(), carrying: new Set() });
  }

  // -- ticking ------------------------------------------------------------------------------------

  function showFailures() {
    const words = state.query.trim().toLowerCase();
    const isFound = (v) => [page.entry(v).id, page.entry(v).name || ""].some((text) => text.toLowerCase().includes(words));
    const all = Array.from({ length: page.count }, (_, v) => v);
    const found = all.filter((v) => !state.failed.has(v) && isFound(v));
    const first = words ? [] : found.filter((v) => page.single.has(v));
    const order = [...new Set([...first, ...found])];
    const listed = [...state.failed.keys(), ...order.slice(0, LISTED)];
    byId("what-failures").replaceChildren(...listed.map(failureRow));
    const rest = order.length - LISTED;
    byId("what-more").textContent = rest > 0 ? `${number(rest)} more: find them by id or name.` : "";
  }

  function failureRow(v) {
    const node = page.entry(v);
    const times = state.failed.get(v) || 0;
    const onchange = (event) => set(v, event.target.checked ? 1 : 0);
    const box = el("input", { type: "checkbox", "data-fails": node.id, checked: times > 0, onchange });
    const about = el("span", { class: "muted" }, ` ${short(node.kind, 30)}`);
    const label = el("label", {}, box, el("span", {}, short(page.label(v)), about));
    if (!times || members(v) === 1) return el("li", {}, label);
    const many = el("input", {
      type: "number", min: 1, max: members(v), value: times,
      "aria-label": `Members of ${short(page.label(v))} that fail, of ${number(members(v))}`,
      onchange: (event) => set(v, Math.max(1, Math.min(members(v), Math.round(Number(event.target.value)) || 1))),
    });
    label.append(many, el("span", { class: "muted" }, `of ${number(members(v))} members`));
    return el("li", {}, label);
  }

  function set(v, times) {
    if (times) state.failed.set(v, times);
    else state.failed.delete(v);
    refresh(`[data-fails="${CSS.escape(page.entry(v).id)}"]`);
  }

  function showOptions() {
    byId("what-choices").hidden = !options.choices.length;
    clashing.clear();
    for (const n of state.had) for (const other of options.choices[n].clashes || []) clashing.add(other);
    byId("what-options").replaceChildren(...options.choices.map(optionRow));
    const here = options.choices.length;
    byId("what-left-out").textContent = here < options.total
      ? `${number(here)} of ${counted(options.total, "option")} are in this page; topology remedy knows all.` : "";
  }

  function optionRow(choice, n) {
    const isHad = state.had.has(n);
    const isOut = !isHad && (clashing.has(n) || !isPossible(n));
    const box = el("input", {
      type: "checkbox", "data-option": choice.id, checked: isHad, disabled: isOut,
      onchange: (event) => have(n, event.target.checked),
    });
    const unit = model.currency ? ` ${short(model.currency, 20)}` : "";
    const facts = [choice.name && shown(choice.id), `costs ${number(choice.cost)}${unit}`,
      isOut && "cannot be had with what is ticked"].filter(Boolean).join(" · ");
    return el("li", {}, el("label", {}, box,
      el("span", {}, short(choice.name || choice.id, 160), el("span", { class: "muted" }, ` ${facts}`))));
  }

  function isPossible(n) {
    return Variants.of(base, [...state.had, n].sort((a, b) => a - b)) !== null;
  }

  function have(n, isHad) {
    if (isHad && isPossible(n)) state.had.add(n);
    else state.had.delete(n);
    refresh(`[data-option="${CSS.escape(options.choices[n].id)}"]`);
  }

  function refresh(focus) {
    showFailures();
    showOptions();
    judge();
    if (focus) byId("what-if").querySelector(focus)?.focus();
  }

  // -- the link -----------------------------------------------------------------------------------

  function hash() {
    const failed = [...state.failed].flatMap(([v, times]) => Array(times).fill(encode(page.entry(v).id)));
    const had = [...state.had].sort((a, b) => a - b).map((n) => encode(options.choices[n].id));
    const parts = [failed.length && `failed=${failed.join(",")}`, had.length && `options=${had.join(",")}`];
    return parts.filter(Boolean).join("&");
  }

  /** Percent-encoded; half of a pair of surrogates has no encoding, and is left out. */
  function encode(id) {
    try {
      return encodeURIComponent(id);
    } catch {
      return "";
    }
  }

  function keep() {
    const said = hash();
    const isOurs = parsed(location.hash);
    if (!said && !isOurs) return;
    try {
      history.replaceState(null, "", said ? `#${said}` : location.pathname + location.search);
    } catch {
      // Some viewers give a page no address of its own: the link can still be copied.
    }
  }

  /** What a hash asks for; null for one that is about something else. */
  function parsed(text) {
    if (!/^#(failed|options)=/.test(text) || text.length > MOST_IN_LINK) return null;
    const found = { failed: [], options: [] };
    for (const part of text.slice(1).split("&")) {
      const [key, value = ""] = part.split("=", 2);
      if (!Object.hasOwn(found, key)) continue;
      found[key] = value.split(",").filter(Boolean).map(decode);
    }
    return found;
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return null;
    }
  }

  /** Takes over the state of a link: what is not known, or cannot be had together, is passed over. */
  function restore() {
    const asked = parsed(location.hash);
    if (!asked) return false;
    state.failed.clear();
    state.had.clear();
    for (const id of asked.failed) {
      const v = ids.get(id);
      if (v !== undefined) state.failed.set(v, Math.min(members(v), (state.failed.get(v) || 0) + 1));
    }
    for (const id of asked.options) {
      const n = optionIds.get(id);
      if (n !== undefined && isPossible(n)) state.had.add(n);
    }
    return state.failed.size + state.had.size > 0;
  }

  async function copy() {
    const link = `${location.href.split("#")[0]}#${hash()}`;
    const field = byId("what-link");
    field.value = link;
    let isDone = true;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      isDone = false;
    }
    field.hidden = isDone;
    if (!isDone) {
      field.focus();
      field.select();
    }
    byId("what-copy").textContent = isDone ? "Copied" : "Copy it from the field";
    setTimeout(() => { byId("what-copy").textContent = "Copy link"; }, 2500);
  }

  // -- wiring -------------------------------------------------------------------------------------

  function open(isOpen, isFocusing = true) {
    byId("what-if").hidden = !isOpen;
    byId("what-open").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      refresh();
      byId("what-if").scrollIntoView({ block: "nearest" });
      if (isFocusing) byId("what-if-title").focus({ preventScroll: true });
    } else {
      state.turn += 1;
      window.topologyView.play(null);
      byId("what-open").focus();
    }
  }

  function clear() {
    state.failed.clear();
    state.had.clear();
    byId("what-link").hidden = true;
    refresh();
  }

  byId("what-open").addEventListener("click", () => open(byId("what-if").hidden));
  byId("what-close").addEventListener("click", () => open(false));
  byId("what-clear").addEventListener("click", clear);
  byId("what-copy").addEventListener("click", copy);
  byId("what-find").addEventListener("input", (event) => {
    state.query = event.target.value;
    showFailures();
  });
  byId("what-if").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    open(false);
  });
  window.addEventListener("hashchange", () => { if (restore()) open(true, false); });
  byId("what-open").hidden = false;
  if (restore()) open(true, false);
})();
