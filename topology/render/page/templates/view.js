"use strict";

/* The page: draws the graph, and answers clicks, keys, search and filters. */
window.topologyReady = (async () => {
  const { el, short, number, counted } = Dom;
  /** The scale below which cards cannot be read. */
  const LEGIBLE = 0.4;
  const byId = (id) => document.getElementById(id);
  const page = makePage(await Dom.embedded("topology-data"));
  const overview = makeOverview(await Dom.embedded("graph-data"));
  const state = {
    failed: [],
    fallen: new Set(),
    hurt: new Set(),
    near: new Set(),
    hidden: new Set(),
    hovered: null,
    cursor: null,
    play: null,
    wanted: { location: "", class: "" },
  };
  let picture = overview;
  let colours = Drawing.theme();
  const container = byId("graph");
  let network = null;
  network = makeNetwork();

  // -- data ---------------------------------------------------------------------------------------

  function makePage(model) {
    const graph = Structure.compile(model);
    const size = model.components.length;
    const targets = new Set(model.targets);
    const pair = (target, cause) => `${target} ${cause}`;
    const byLoad = new Map();
    for (const [cause, target, kind] of model.byLoad) {
      byLoad.set(cause, (byLoad.get(cause) || new Map()).set(target, kind));
    }
    const reasons = new Map(
      model.reasons.map(([target, cause, steps]) => [pair(target, cause), steps]),
    );
    const count = size + model.risks.length;
    const groups = [];
    const entry = (v) => {
      if (v >= count) return groups[v - count];
      return v < size ? model.components[v] : model.risks[v - size];
    };
    const sum = (nodes) => ({
      demand: nodes.reduce((total, v) => total + (model.components[v].demand || 0), 0),
      lossPerHour: nodes.reduce((total, v) => total + (model.components[v].lossPerHour || 0), 0),
    });
    return {
      model,
      graph,
      size,
      entry,
      single: new Map(model.single),
      classes: new Map(model.classes),
      causes: new Map(model.causes.map(([target, total, causes]) => [target, [total, causes]])),
      count,
      groups,
      total: sum([...model.components.keys()]),
      lost: sum,
      isTarget: (v) => targets.has(v),
      label: (v) => entry(v).name || entry(v).id,
      /** The targets that a failure hurts by overload or delay alone, with the class. */
      byLoad: (cause) => byLoad.get(cause) || new Map(),
      isJudged: (cause) => model.unjudged !== true && !model.unjudged.includes(cause),
      reason: (target, cause) => reasons.get(pair(target, cause)),
      get relations() {
        const relations = Relations.of(model);
        Object.defineProperty(page, "relations", { value: relations });
        return relations;
      },
    };
  }

  function makeOverview({ nodes, edges, options, quotient }) {
    const places = new Map(nodes.map((node) => [node.id, node]));
    const also = byId("player-data") ? ", what scenarios touch" : "";
    const note = `single points of failure, targets${also} and what is near them. Search finds the others.`;
    const near = { places, lines: edges, options, cards: cardsOf(places), note };
    return quotient ? { ...Groups.overview(page, quotient), options, near } : near;
  }

  function cardsOf(places) {
    return new Map([...places].map(([v, place]) => [v, cardOf(v, place)]));
  }

  /** What the drawing needs to know of a node. */
  function cardOf(v, { x, y }) {
    if (v >= page.count) return Groups.card(page, v, { x, y });
    const node = page.entry(v);
    const isLink = Boolean(node.connects);
    const about = node.name ? node.id : [node.kind, node.location].filter(Boolean).join(" · ");
    const below = (page.classes.get(v) || []).join(", ") || about;
    return {
      v, x, y, isLink,
      label: short(page.label(v)),
      below: isLink ? "" : short(below),
      kind: node.kind,
      count: node.count || 1,
      isRisk: v >= page.size,
      isTarget: page.isTarget(v),
      isSingle: page.single.has(v),
      isDead: v < page.size && page.graph.baseline[v] === 1,
    };
  }

  // -- drawing ------------------------------------------------------------------------------------

  function makeNetwork() {
    const options = { ...overview.options };
    options.nodes = { ...options.nodes, ctxRenderer: renderNode };
    const made = new vis.Network(container, visData(), options);
    made.on("beforeDrawing", renderLines);
    made.on("click", ({ nodes, event }) => {
      if (!nodes.length) clear();
      else pick(nodes[0], Boolean(event.srcEvent && event.srcEvent.shiftKey));
    });
    made.on("hoverNode", ({ node }) => hover(node));
    made.on("blurNode", () => hover(null));
    made.on("dragStart", () => {
      state.isMoved = true;
      hover(null);
    });
    made.on("zoom", () => {
      state.isMoved = true;
      hover(null);
    });
    made.on("resize", () => !state.isMoved && requestAnimationFrame(() => fit(true)));
    return made;
  }

  function visData() {
    const nodes = [...picture.places].map(([v, { x, y }]) => ({ id: v, x, y, hidden: isHidden(v) }));
    const edges = picture.lines.map((line, id) => ({ ...line, id }));
    return { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) };
  }

  function renderNode({ ctx, id }) {
    const node = picture.cards.get(id);
    const settings = {
      colours,
      note: state.play ? state.play.notes.get(id) || "" : null,
      scale: network ? network.getScale() : 1,
      isHovered: state.hovered === id,
      isFocused: state.cursor === id && container.contains(document.activeElement),
    };
    return {
      drawNode: () => Drawing.card(ctx, node, look(id), settings),
      nodeDimensions: Drawing.box(node),
    };
  }

  function look(v) {
    if (state.play) return state.play.looks.get(v) || "plain";
    if (!state.failed.length) return isWanted(v) ? "plain" : "faded";
    if (state.failed.includes(v)) return "cause";
    if (state.fallen.has(v)) return "down";
    if (state.hurt.has(v)) return "short";
    return state.near.has(v) ? "near" : "faded";
  }

  function renderLines(ctx) {
    const settings = { colours, scale: network.getScale(), isDense: picture.lines.length > 250 };
    const late = [];
    for (const edge of picture.lines) {
      if (isHidden(edge.from) || isHidden(edge.to)) continue;
      const line = { from: picture.cards.get(edge.from), to: picture.cards.get(edge.to), edge };
      const how = lineLook(edge);
      if (how === "down" || how === "near") late.push([line, how]);
      else Drawing.line(ctx, line, how, settings);
    }
    for (const [line, how] of late) Drawing.line(ctx, line, how, settings);
    ctx.globalAlpha = 1;
  }

  function lineLook({ from, to, role }) {
    if (state.play) return state.play.carrying.has(`${from} ${to}`) ? "near" : "plain";
    if (state.failed.length) {
      const isLit = (v) => state.failed.includes(v) || state.fallen.has(v);
      if (role !== "soft" && isLit(from) && isLit(to)) return "down";
      return state.failed.includes(from) || state.failed.includes(to) ? "plain" : "faded";
    }
    if (!isWanted(from) && !isWanted(to)) return "faded";
    const near = [state.hovered, state.cursor];
    return near.includes(from) || near.includes(to) ? "near" : "plain";
  }

  /** Whether a node is at the location and of the class that is asked for, if any is. */
  function isWanted(v) {
    const { location, class: wanted } = state.wanted;
    if (location && page.entry(v).location !== location) return false;
    return !wanted || (page.classes.get(v) || []).includes(wanted);
  }

  function isHidden(v) {
    return state.hidden.has(page.entry(v).kind);
  }

  /** Shows the cards whole; vis-network's own fit goes by their centres until they are drawn. */
  /** The rectangle that the cards are in, with a margin: left, top, right, bottom. */
  function bounds(nodes = picture.places.keys()) {
    const margin = 24;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const v of nodes) {
      const { x, y } = picture.places.get(v);
      const { width, height } = Drawing.box(picture.cards.get(v));
      [left, right] = [Math.min(left, x - width / 2), Math.max(right, x + width / 2)];
      [top, bottom] = [Math.min(top, y - height / 2), Math.max(bottom, y + height / 2)];
    }
    return [left - margin, top - margin, right + margin, bottom + margin];
  }

  /** Where to look from to have a rectangle on screen. */
  function viewOf([left, top, right, bottom]) {
    const across = container.clientWidth / (right - left);
    const down = container.clientHeight / (bottom - top);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    return { position, scale: Math.min(1.15, across, down) };
  }

  /** The first view: all of it where that can be read, else from the first target on. */
  function fit(isFirst = false) {
    network.moveTo({ ...viewOf(bounds()), animation: false });
    const least = container.clientWidth < 700 ? 0.5 : 0.1;
    if (!isFirst || network.getScale() >= least) return;
    const all = [...picture.places];
    const targets = all.filter(([v]) => page.isTarget(v));
    const leftmost = (best, place) => (place[1].x < best[1].x ? place : best);
    const [, start] = (targets.length ? targets : all).reduce(leftmost);
    const x = start.x - 120 + container.clientWidth / 2 / least;
    network.moveTo({ scale: least, position: { x, y: start.y }, animation: false });
  }

  function show(next) {
    picture = next;
    state.isMoved = false;
    network.setData(visData());
    fit(true);
    tellShown();
  }

  function tellShown() {
    const drawn = picture.places.size;
    const note = byId("shown");
    note.replaceChildren();
    if (picture === overview && drawn === page.count) return;
    if (picture === overview && overview.near) {
      const near = () => show(overview.near);
      const button = el("button", { type: "button", class: "text", onclick: near }, "Draw the findings");
      note.append(`${picture.note} `, button);
      return;
    }
    note.append(`${number(drawn)} of ${number(page.count)} are drawn: ${picture.note} `);
    if (picture === overview) return;
    const back = () => show(overview);
    note.append(el("button", { type: "button", class: "text", onclick: back }, "Back to the overview"));
  }

  /** Shows a moment of a cascade in place of a selection; null goes back. */
  function play(overlay, { isMoving = false } = {}) {
    if (overlay && state.failed.length) clear();
    if (overlay && picture === overview && overview.near) show(overview.near);
    state.play = overlay;
    if (overlay && isMoving) {
      const places = [...overlay.looks].filter(([v, how]) => how !== "plain" && picture.places.has(v));
      const nodes = places.map(([v]) => v);
      if (nodes.length && !nodes.some(isInView)) bringIntoView(nodes[0], nodes);
    }
    network.redraw();
  }

  // -- selecting ----------------------------------------------------------------------------------

  /** Fails these nodes: lights up what goes down, and says so in the panel. */
  function select(failed, { isMoving = false, isFocusing = false, areAll = false } = {}) {
    if (failed.some((v) => v >= page.count)) {
      show(Groups.members(page, failed.find((v) => v >= page.count), cardsOf));
      return;
    }
    const fallen = Structure.blast(page.graph, failed, areAll);
    const touching = failed.flatMap((v) => page.relations.out[v].concat(page.relations.into[v]));
    const near = new Set(touching.flatMap(({ from, to }) => [from, to]));
    const cursor = failed[failed.length - 1];
    document.dispatchEvent(new Event("topology-select"));
    const hurt = new Set(failed.length === 1 && !areAll ? page.byLoad(failed[0]).keys() : []);
    Object.assign(state, { failed, fallen: new Set(fallen), hurt, near, cursor, play: null });
    if (!picture.places.has(failed[0])) showAround(failed[0]);
    else if (isMoving) bringIntoView(failed[0], [...fallen, ...hurt]);
    network.redraw();
    const choose = (v) => select([v], { isMoving: true, isFocusing: true });
    const members = (next) => select(failed, { areAll: next, isFocusing: true });
    const ways = { choose, focus: showAround, members };
    byId("detail-body").replaceChildren(...Panel.detail(page, { failed, fallen, areAll }, ways));
    byId("summary").hidden = true;
    byId("detail").hidden = false;
    byId("panel").scrollTop = 0;
    if (isFocusing) byId("detail").querySelector("h2").focus({ preventScroll: true });
    announce(Panel.inWords(page, failed, fallen));
  }

  /** Selects a node; with `isAlso` it joins what has failed, or leaves it. */
  function pick(v, isAlso) {
    if (!isAlso || !state.failed.length) select([v]);
    else if (!state.failed.includes(v)) select([...state.failed, v]);
    else if (state.failed.length > 1) select(state.failed.filter((other) => other !== v));
    else clear();
  }

  function clear() {
    if (!state.failed.length) return;
    Object.assign(state, { failed: [], fallen: new Set(), hurt: new Set() });
    network.unselectAll();
    network.redraw();
    byId("detail").hidden = true;
    byId("summary").hidden = false;
    announce("Nothing selected");
  }

  function showAround(v, hops) {
    const { places, lines, leftOut } = Relations.around(page.relations, v, hops);
    const cut = leftOut ? `, ${number(leftOut)} further ones left out` : "";
    const note = `what is near ${short(page.label(v))}${cut}.`;
    show({ places, lines, cards: cardsOf(places), note });
  }

  /** Whether a node is on screen, and big enough to read. */
  function isInView(v) {
    const { x, y } = network.canvasToDOM(picture.places.get(v));
    const { clientWidth: width, clientHeight: height } = container;
    const isInside = x > 40 && y > 30 && x < width - 40 && y < height - 30;
    return isInside && network.getScale() > LEGIBLE;
  }

  /** Moves so that all that goes down can be seen and read, or else what fails. */
  function bringIntoView(v, fallen) {
    const all = [v, ...fallen].filter((other) => picture.places.has(other));
    if (all.every(isInView)) return;
    const whole = viewOf(bounds(all));
    if (whole.scale > LEGIBLE) moveTo({ ...whole, scale: Math.min(whole.scale, 0.8) });
    else lookAt(v);
  }

  function lookAt(v) {
    if (isInView(v)) return;
    moveTo({ position: picture.places.get(v), scale: Math.max(network.getScale(), 0.6) });
  }

  function moveTo(view) {
    state.isMoved = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = calm ? false : { duration: 300, easingFunction: "easeInOutQuad" };
    network.moveTo({ ...view, animation });
  }

  function announce(text) {
    byId("announce").textContent = text;
  }

  // -- tooltip ------------------------------------------------------------------------------------

  function hover(v) {
    state.hovered = v;
    container.classList.toggle("pointing", v !== null);
    const tip = byId("tip");
    tip.hidden = v === null;
    network.redraw();
    if (v === null) return;
    tip.replaceChildren(...Panel.tip(page, v));
    const { width, height } = Drawing.box(picture.cards.get(v));
    const scale = network.getScale();
    const at = network.canvasToDOM(picture.places.get(v));
    const below = at.y + (height / 2) * scale + 12;
    const isBelow = below + tip.offsetHeight < container.clientHeight;
    const top = isBelow ? below : Math.max(8, at.y - (height / 2) * scale - 12 - tip.offsetHeight);
    const most = container.clientWidth - tip.offsetWidth - 8;
    const left = Math.min(Math.max(8, at.x - (width / 2) * scale), Math.max(8, most));
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  }

  // -- keyboard -----------------------------------------------------------------------------------

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onGraphKey(event) {
    if (event.key in ARROWS) {
      step(...ARROWS[event.key]);
    } else if ((event.key === "Enter" || event.key === " ") && state.cursor !== null) {
      pick(state.cursor, event.shiftKey);
    } else if (event.key === "+" || event.key === "-") {
      zoom(event.key === "+" ? 1.3 : 1 / 1.3);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Moves the cursor to the nearest node in a direction. */
  function step(dx, dy) {
    const here = picture.places.get(state.cursor);
    const cost = ({ x, y }) => {
      const along = (x - here.x) * dx + (y - here.y) * dy;
      const across = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
      return along > 1 ? along + 2 * across : Infinity;
    };
    let best = null;
    for (const [v, place] of picture.places) {
      if (isHidden(v)) continue;
      const price = here ? cost(place) : place.x;
      if (price < Infinity && (best === null || price < best.price)) best = { v, price };
    }
    if (!best) return;
    state.cursor = best.v;
    network.redraw();
    lookAt(best.v);
    announce(`${short(page.label(best.v))}, ${short(page.entry(best.v).kind)}`);
  }

  function zoom(factor) {
    state.isMoved = true;
    network.moveTo({ scale: network.getScale() * factor, animation: false });
  }

  // -- wiring -------------------------------------------------------------------------------------

  function filter(hidden) {
    state.hidden = hidden;
    network.setData(visData());
    announce(hidden.size ? `${counted(hidden.size, "kind")} hidden` : "All kinds shown");
  }

  /** Fades what is elsewhere, or no single point of failure of a class. */
  function want(field, value) {
    state.wanted[field] = value;
    network.redraw();
    const left = [...picture.places.keys()].filter(isWanted).length;
    const isAny = state.wanted.location || state.wanted.class;
    announce(isAny ? `${number(left)} of ${number(picture.places.size)} match` : "All shown");
  }

  function restyle() {
    colours = Drawing.theme();
    Legend.paint(colours);
    network.redraw();
  }

  function onKey(event) {
    if (event.key === "Escape") {
      hover(null);
      clear();
    } else if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      byId("search").focus();
      byId("search").select();
    }
  }

  /** As high as the graph is at the width of the paper, within what fits on a page. */
  function setPrinting(isPrinting) {
    document.documentElement.classList.toggle("print", isPrinting);
    const [left, top, right, bottom] = bounds();
    const height = Math.min(1080, 1080 * (bottom - top) / (right - left));
    container.parentElement.style.height = isPrinting ? `${Math.ceil(height)}px` : "";
    network.setSize("100%", "100%");
    fit();
    restyle();
  }

  function wire() {
    Search.wire(page, (v) => select([v], { isMoving: true }), announce);
    container.addEventListener("keydown", onGraphKey);
    container.addEventListener("focus", () => network.redraw());
    container.addEventListener("blur", () => {
      state.cursor = state.failed[0] ?? null;
      network.redraw();
    });
    document.addEventListener("keydown", onKey);
    byId("close").addEventListener("click", () => { clear(); container.focus(); });
    byId("zoom-in").addEventListener("click", () => zoom(1.3));
    byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
    byId("fit").addEventListener("click", () => fit());
    for (const button of byId("summary").querySelectorAll("[data-node]")) {
      button.prepend(Icons.element(button.dataset.kind));
      button.addEventListener("click", () => {
        select([Number(button.dataset.node)], { isMoving: true, isFocusing: true });
      });
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    window.addEventListener("beforeprint", () => setPrinting(true));
    window.addEventListener("afterprint", () => setPrinting(false));
  }

  Legend.makeKinds(page, filter);
  Legend.makeChoices(page, want);
  Legend.make([...overview.cards.values()], overview.lines);
  wire();
  fit(true);
  tellShown();
  restyle();
  // Who is joined to whom takes a while in a big topology: not with the first click.
  (window.requestIdleCallback ?? setTimeout)(() => page.relations);

  const numbers = new Map(Array.from({ length: page.count }, (_, v) => [page.entry(v).id, v]));
  /** For tests and for anyone who looks from the console. */
  window.topologyView = {
    network,
    state,
    page,
    placeOf: (id) => network.canvasToDOM(picture.places.get(numbers.get(id))),
    lookOf: (id) => look(numbers.get(id)),
    /** Id, left, top, right and bottom of every card that is drawn. */
    boxes: () => [...picture.cards.values()].map((card) => {
      const { width, height } = Drawing.box(card);
      const [x, y] = [card.x, card.y];
      return [page.entry(card.v).id, x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    }),
    hidden: () => [...picture.places.keys()].filter(isHidden).map((v) => page.entry(v).id),
    drawn: () => [...picture.places.keys()].map((v) => page.entry(v).id),
    /** The ids of all that is down when these fail, those never up included. */
    down: (ids) => {
      const isDown = Structure.down(page.graph, ids.map((id) => numbers.get(id)));
      return page.model.components.filter((_, v) => isDown[v]).map((component) => component.id);
    },
    select: (ids) => select(ids.map((id) => numbers.get(id)), { isMoving: true }),
    clear,
    play,
    choose: (v) => select([v], { isMoving: true, isFocusing: true }),
  };
})();
