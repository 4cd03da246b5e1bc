"use strict";

/* The network: what the map, the sentence and the list show after a failure that is chosen. */
window.topologyReady.then(async () => {
  const byId = (id) => document.getElementById(id);
  if (!byId("traffic-data")) return;
  const { exact, limit, places, worst, intact, failures } = await Dom.embedded("traffic-data");
  const { el } = Dom;
  const { page } = window.topologyView;
  const LISTED = 8;
  const ENDS = [0.2, 0.4, 0.6, 0.8, 1];
  const EVERY = { name: "Each link after its worst failure", said: "", used: worst, down: [], apart: [] };
  const steps = [EVERY, intact, ...failures];
  const groups = new Map([...document.querySelectorAll("#net-map [data-of]")].map((group) =>
    [Number(group.dataset.of), group]));
  const ofComponent = new Map();
  places.forEach(([of], i) => ofComponent.set(of, [...(ofComponent.get(of) || []), i]));
  const state = { at: 0, lit: null };

  // -- what is said ---------------------------------------------------------------------------------

  function percent(used) {
    if (used < 0) return "∞ %";
    const share = (100 * used) / exact;
    if (share > 0 && share < 0.1) return "under 0.1 %";
    const digits = share > 0 ? Math.max(2 - Math.floor(Math.log10(share)), 0) : 0;
    return `${Dom.number(even(share * 10 ** digits) / 10 ** digits)} %`;
  }

  /** The next whole number, of two that are as near the even one, as in the tables. */
  function even(value) {
    const below = Math.floor(value);
    const rest = value - below;
    if (Math.abs(rest - 0.5) < 1e-9) return below + (below % 2);
    return Math.round(value);
  }

  function look(used) {
    if (used < 0) return "u5";
    return `u${ENDS.filter((end) => used > end * exact).length}`;
  }

  function isOver(used) {
    return used < 0 || used > limit;
  }

  /** By what stands first: no capacity left, then how much of it is used. */
  function weight(used) {
    return used < 0 ? Infinity : used;
  }

  /** The utilisation of a link or site now: of its directions the higher. */
  function usedOf(component) {
    const all = (ofComponent.get(component) || []).map((i) => steps[state.at].used[i]);
    return all.length ? all.reduce((a, b) => (weight(b) > weight(a) ? b : a)) : null;
  }

  // -- showing --------------------------------------------------------------------------------------

  function show(at) {
    state.at = Math.min(Math.max(at, 0), steps.length - 1);
    const step = steps[state.at];
    const title = [state.at > 1 ? `${state.at - 1}. After the failure of ` : "", step.name].flat();
    byId("net-at").value = String(state.at);
    byId("net-at").setAttribute("aria-valuetext", Named.plain(page, title));
    byId("net-name").replaceChildren(...Named.words(page, title));
    byId("net-told").replaceChildren(...Named.words(page, step.said ? [step.said, "."].flat() : ""));
    colour(step);
    list(step);
  }

  function colour(step) {
    const [down, apart] = [new Set(step.down), new Set(step.apart)];
    for (const [component, group] of groups) {
      const used = usedOf(component);
      if (used !== null) {
        group.classList.remove("u0", "u1", "u2", "u3", "u4", "u5");
        group.classList.add(look(used));
        group.classList.toggle("over", isOver(used));
      }
      group.classList.toggle("is-down", down.has(component));
      group.classList.toggle("is-apart", apart.has(component));
    }
  }

  function list(step) {
    const down = new Set(step.down);
    const order = places.map((_, i) => i).filter((i) => !down.has(places[i][0]));
    order.sort((a, b) => weight(step.used[b]) - weight(step.used[a]) || a - b);
    byId("net-most").replaceChildren(...order.slice(0, LISTED).map((i) => {
      const used = step.used[i];
      const [component, words] = places[i];
      const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("span", {
        class: "swatch", style: `width: ${Math.min(used < 0 ? 100 : (100 * used) / exact, 100)}%`,
      }));
      const share = el("b", {}, percent(used));
      const said = groups.has(component)
        ? el("button", { type: "button", class: "text", onclick: () => groups.get(component).focus() }, ...Named.words(page, words))
        : Named.words(page, words);
      return el("li", { class: `${look(used)}${isOver(used) ? " over" : ""}` }, share, bar, said);
    }));
  }

  // -- the map --------------------------------------------------------------------------------------

  /** What is said beside a link or site: always, and now. */
  function tell(group) {
    const tip = byId("net-tip");
    const used = usedOf(Number(group.dataset.of));
    const step = steps[state.at];
    const now = state.at > 1 && group.classList.contains("is-down") ? "down"
      : state.at > 1 && used !== null ? percent(used) : "";
    tip.textContent = group.getAttribute("aria-label")
      + (now ? ` — now, after ${Named.plain(page, step.name)}: ${now}` : "");
    tip.hidden = false;
    const [box, frame] = [group.getBoundingClientRect(), tip.parentNode.getBoundingClientRect()];
    const left = Math.min(box.left + box.width / 2 - frame.left, frame.width - tip.offsetWidth - 4);
    tip.style.left = `${Math.max(left, 4)}px`;
    const below = box.top + box.height / 2 - frame.top + 14;
    const fits = below + tip.offsetHeight < frame.height;
    tip.style.top = `${fits ? below : Math.max(below - tip.offsetHeight - 28, 0)}px`;
    light(group);
  }

  function light(group) {
    if (state.lit) state.lit.classList.remove("is-lit");
    state.lit = group;
    if (group) group.classList.add("is-lit");
  }

  function hush() {
    byId("net-tip").hidden = true;
    light(null);
  }

  /** The links and sites in the order in which keys move through them. */
  function order() {
    const key = ([component]) => {
      const all = (ofComponent.get(component) || []).map((i) => weight(worst[i]));
      return all.length ? Math.max(...all) : -1;
    };
    return [...groups].sort((a, b) => key(b) - key(a) || a[0] - b[0]).map(([, group]) => group);
  }

  function listen() {
    const map = byId("net-map");
    if (!map) return;
    const all = order();
    if (all.length) all[0].setAttribute("tabindex", "0");
    const groupOf = (target) => target.closest && target.closest("[data-of]");
    map.addEventListener("pointerover", (event) => groupOf(event.target) && tell(groupOf(event.target)));
    map.addEventListener("pointerleave", hush);
    map.addEventListener("focusout", hush);
    map.addEventListener("focusin", (event) => {
      const group = groupOf(event.target);
      if (!group) return;
      for (const other of all) other.setAttribute("tabindex", other === group ? "0" : "-1");
      tell(group);
    });
    map.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") hush();
      if (!way) return;
      event.preventDefault();
      const at = all.indexOf(groupOf(event.target));
      all[(at + way + all.length) % all.length].focus();
    });
  }

  byId("net-at").addEventListener("input", (event) => show(Number(event.target.value)));
  byId("net-back").addEventListener("click", () => show(state.at - 1));
  byId("net-on").addEventListener("click", () => show(state.at + 1));
  listen();
  show(0);
  window.topologyTraffic = { show, state, steps };
});
