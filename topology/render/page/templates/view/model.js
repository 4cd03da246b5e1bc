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
