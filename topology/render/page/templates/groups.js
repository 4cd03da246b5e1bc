"use strict";

/* Groups of what is alike, drawn as one card each, and the members of one when it is opened. */
const Groups = (() => {
  const { short, number, counted } = Dom;
  /** Members of a group that are drawn at once. */
  const DRAWN = 300;
  const COLUMN = 240;
  const ROW = 78;

  /** Makes groups nodes of the page; `has` says whether a node is in the group of a position. */
  function added(page, groups, has) {
    return groups.map((group, g) => {
      page.groups.push({ ...group, has: (v) => has(v, g) });
      return page.count + page.groups.length - 1;
    });
  }

  /** The picture of all groups of a topology too big to draw. */
  function overview(page, { byLocation, groups, lines, leftOut }) {
    const keyOf = ({ kind, location }) => (byLocation ? `${kind} ${location ?? ""}` : kind);
    const keys = groups.map((group) => (group.kind === null ? null : keyOf(group)));
    const named = new Set(keys);
    const has = (v, g) => {
      const key = keyOf(page.entry(v));
      return keys[g] === null ? !named.has(key) : key === keys[g];
    };
    const made = groups.map((group) => {
      const where = group.location ? ` · ${group.location}` : "";
      const label = group.kind === null ? "all other kinds" : group.kind;
      return { id: `${label}${where}`, kind: group.kind ?? "", count: group.size, group };
    });
    const nodes = added(page, made, has);
    const places = new Map(nodes.map((v, g) => [v, groups[g]]));
    const joined = lines.map((line) => ({ ...line, from: nodes[line.from], to: nodes[line.to] }));
    const cards = new Map([...places].map(([v, place]) => [v, card(page, v, place)]));
    const rest = leftOut ? `; ${number(leftOut)} lighter lines are left out` : "";
    const by = byLocation && groups.some((group) => group.location) ? "kind and location" : "kind";
    const all = `${number(page.count)} components and shared risks`;
    const note =
      `${all} in ${counted(groups.length, "group")} by ${by}${rest}. Click a group for its members.`;
    return { places, lines: joined, cards, note };
  }

  /** The boxes of the first view with the rest in groups by one property; a group of one is drawn
      as its member. */
  function gathered(page, { nodes, edges }, { by, groups, lines }, cardsOf) {
    const boxes = new Map(nodes.map((node) => [node.id, node]));
    const valueOf = (v) => {
      const node = page.entry(v);
      return (by === "tag" ? node.tags?.[0] : by === "group" ? node.inGroup : node[by]) ?? null;
    };
    const index = new Map(groups.map(({ name }, g) => [name, g]));
    const groupAt = (v) => index.get(valueOf(v)) ?? index.get(null);
    const made = (group) => ({
      id: group.name === null ? "everything else" : `${by}: ${group.name}`,
      name: group.name ?? "everything else", kind: "", count: group.size, group,
    });
    const all = groups.map((group, g) =>
      group.only ?? added(page, [made(group)], (v) => !boxes.has(v) && groupAt(v) === g)[0]);
    const places = new Map([...boxes, ...all.map((v, g) => [v, groups[g]])]);
    const cards = cardsOf(places);
    for (const v of all) {
      if (v < page.count) cards.get(v).isSmall = true;
      else cards.set(v, quiet(page, v, places.get(v)));
    }
    const end = (v) => (v < page.count ? v : all[v - page.count]);
    const quietly = lines.map((line) => ({
      ...line, from: end(line.from), to: end(line.to), isQuiet: true,
    }));
    /** The node that stands for another: itself where it is drawn. */
    const standsFor = (v) => (boxes.has(v) ? v : all[groupAt(v)]);
    const gathered = all.filter((v) => v >= page.count);
    const alone = all.length - gathered.length;
    return { places, lines: [...edges, ...quietly], cards, by, boxes: boxes.size, groups: gathered, alone, standsFor };
  }

  function card(page, v, { x, y }) {
    const { id, kind, group } = page.entry(v);
    return {
      v, x, y, kind,
      label: short(id),
      below: below(group),
      count: group.size,
      isLink: false, isRisk: false, isTarget: false, isDead: false,
      isSingle: group.single > 0,
    };
  }

  function quiet(page, v, { x, y }) {
    const { name, group } = page.entry(v);
    return {
      v, x, y, kind: "", label: short(name), below: below(group),
      shorter: [`${number(group.size)} · ${number(group.single)} single`, number(group.size)], count: 1, isGroup: true,
      isLink: false, isRisk: false, isTarget: false, isDead: false, isSingle: false,
    };
  }

  function below(group) {
    const singles = group.single ? ` · ${counted(group.single, "single point")}` : "";
    return `${number(group.size)}${singles}`;
  }

  /** The members of a group: single points and targets first, as many as can be drawn. */
  function members(page, v, cardsOf) {
    const { has } = page.entry(v);
    const all = [];
    for (let node = 0; node < page.count; node += 1) if (has(node)) all.push(node);
    const rank = (node) => 2 * !page.single.has(node) + !page.isTarget(node);
    all.sort((a, b) => rank(a) - rank(b) || a - b);
    const drawn = all.slice(0, DRAWN);
    const rows = Math.max(1, Math.round(Math.sqrt(drawn.length * (COLUMN / ROW) / 2)));
    const places = new Map(drawn.map((node, i) => [
      node, { x: Math.floor(i / rows) * COLUMN, y: (i % rows) * ROW },
    ]));
    const { out } = page.relations;
    const lines = drawn.flatMap((node) => out[node].filter((line) => places.has(line.to)));
    const note = `of ${number(all.length)} in ${short(page.label(v))}, single points and targets first.`;
    return { places, lines, cards: cardsOf(places), note };
  }

  return { overview, gathered, card, members };
})();
