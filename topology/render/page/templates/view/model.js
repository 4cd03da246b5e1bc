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
    /** How many components and shared risks have each name. */
    bearers: counts([...model.components, ...model.risks].map(({ name }) => name)),
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

function counts(values) {
  const found = new Map();
  for (const value of values) found.set(value, (found.get(value) || 0) + 1);
  return found;
}

/** All pictures of the graph: `all` of it, the `first` views by how the rest is gathered, a `map`. */
function makePictures({ nodes, edges, options, quotient, worst, first, map, areas }) {
  const places = new Map(nodes.map((node) => [node.id, node]));
  const also = byId("player-data") ? ", what scenarios touch" : "";
  const note = `single points of failure, targets${also} and what is near them. Search finds the others.`;
  const near = { places, lines: edges, options, cards: cardsOf(places), note };
  const all = quotient ? { ...Groups.overview(page, quotient), options, near } : near;
  page.worst = worst;
  const gathered = (first?.gatherings ?? []).map((one) => Groups.gathered(page, first, one, cardsOf));
  const of = { all, first: gathered, map: map ? makeMap(map, edges) : null };
  return { ...of, areas: areas ? makeAreas(areas, edges) : null };
}

/** All of it, with a frame for each location; lines would run behind cards, and show on request. */
function makeAreas({ nodes, frames }, edges) {
  const places = new Map(nodes.map((node) => [node.id, node]));
  const lines = edges.map((line) => ({ ...line, lane: [], isQuiet: true }));
  const named = frames.filter(([name]) => name !== null);
  const areas = named.map(([name, left, top, right, bottom]) => ({ name: short(name), left, top, right, bottom }));
  return { places, lines, cards: cardsOf(places), areas };
}

/** The map: links in two halves with a bead between, other lines only where they are asked for. */
function makeMap({ nodes, links, beside, leftOut, isUsual }, edges) {
  const places = new Map(nodes.map((node) => [node.id, node]));
  const mapped = new Set(links.map(([v]) => v));
  const halves = links.flatMap(([v, a, b]) =>
    [[a, v], [v, b]].map(([from, to]) => ({ from, to, link: v, role: "link", dashes: false, lane: [] })));
  const others = edges.filter(({ from, to }) =>
    places.has(from) && places.has(to) && !mapped.has(from) && !mapped.has(to));
  const quiet = others.map((line) => ({ ...line, isQuiet: true }));
  const cards = cardsOf(places);
  return {
    isMap: true, isUsual, places, lines: [...halves, ...quiet], cards, leftOut,
    beside: beside.length, mapped: places.size - beside.length - links.length, links: links.length,
  };
}

/** Colours the links of the map by the highest utilisation that they have, where it is known. */
async function colourMap({ lines }) {
  if (!byId("traffic-data")) return;
  const { exact, places, worst } = await Dom.embedded("traffic-data");
  const used = new Map();
  places.forEach(([v], n) => used.set(v, Math.max(used.get(v) ?? 0, worst[n] / exact)));
  const sample = el("span", { class: "swatch" });
  const holder = el("span", { hidden: true }, sample);
  document.body.append(holder);
  for (const line of lines) {
    if (!used.has(line.link)) continue;
    const at = UP_TO.findIndex((end) => used.get(line.link) <= end + 1e-9);
    line.used = `u${at < 0 ? UP_TO.length : at}`;
    holder.className = line.used;
    line.colour = getComputedStyle(sample).backgroundColor;
  }
  holder.remove();
}

function cardsOf(places) {
  return new Map([...places].map(([v, place]) => [v, cardOf(v, place)]));
}

/** A mode that has its name from its component is drawn by its id, of which a card has room for all. */
function cardLabel(v) {
  const { id, name, isMode, hits } = page.entry(v);
  const of = isMode && page.entry(hits[0]).name;
  return of && name.startsWith(`${of}: `) ? id : page.label(v);
}

/** What the drawing needs to know of a node. */
function cardOf(v, { x, y }) {
  if (v >= page.count) return Groups.card(page, v, { x, y });
  const node = page.entry(v);
  const isLink = Boolean(node.connects);
  const about = node.name ? node.id : [node.kind, node.location].filter(Boolean).join(" · ");
  const classes = page.classes.get(v) || [];
  const below = classes.join(", ") || about;
  const shorter = classes.length > 1 ? [`${classes[0]} + ${classes.length - 1}`] : [];
  return {
    v, x, y, isLink,
    label: short(cardLabel(v)),
    below: isLink ? "" : short(below),
    shorter,
    isMarked: classes.length > 0,
    kind: node.kind,
    count: node.count || 1,
    isRisk: v >= page.size,
    isTarget: page.isTarget(v),
    isSingle: page.single.has(v),
    isDead: v < page.size && page.graph.baseline[v] === 1,
  };
}
