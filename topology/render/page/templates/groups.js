"use strict";

/* A topology too big to draw: groups of what is alike, and the members of one when it is opened. */
const Groups = (() => {
  const { short, number, counted } = Dom;
  /** Members of a group that are drawn at once. */
  const DRAWN = 300;
  const COLUMN = 240;
  const ROW = 78;

  /** The picture of all groups; group g is node `page.count + g`. */
  function overview(page, { byLocation, groups, lines, leftOut }) {
    const places = new Map();
    groups.forEach((group, g) => {
      const where = group.location ? ` · ${group.location}` : "";
      const label = group.kind === null ? "all other kinds" : group.kind;
      page.groups.push({ id: `${label}${where}`, kind: group.kind ?? "", count: group.size, group });
      places.set(page.count + g, group);
    });
    page.groups.byLocation = byLocation;
    const joined = lines.map((line) => ({
      ...line, from: page.count + line.from, to: page.count + line.to,
    }));
    const cards = new Map([...places].map(([v, place]) => [v, card(page, v, place)]));
    const rest = leftOut ? `; ${number(leftOut)} lighter lines are left out` : "";
    const by = byLocation && groups.some((group) => group.location) ? "kind and location" : "kind";
    const all = `${number(page.count)} components and shared risks`;
    const note =
      `${all} in ${counted(groups.length, "group")} by ${by}${rest}. Click a group for its members.`;
    return { places, lines: joined, cards, note };
  }

  function card(page, v, { x, y }) {
    const { id, kind, group } = page.entry(v);
    const singles = group.single ? ` · ${number(group.single)} single points` : "";
    return {
      v, x, y, kind,
      label: short(id),
      below: `${number(group.size)}${singles}`,
      count: group.size,
      isLink: false, isRisk: false, isTarget: false, isDead: false,
      isSingle: group.single > 0,
    };
  }

  function keyOf(page, { kind, location }) {
    return page.groups.byLocation ? `${kind} ${location ?? ""}` : kind;
  }

  /** The members of a group: single points and targets first, as many as can be drawn. */
  function members(page, v, cardsOf) {
    const { group, id } = page.entry(v);
    const named = new Set(page.groups.filter((one) => one.group.kind !== null)
      .map((one) => keyOf(page, one.group)));
    const wanted = group.kind === null ? null : keyOf(page, group);
    const all = [];
    for (let node = 0; node < page.count; node += 1) {
      const key = keyOf(page, page.entry(node));
      if (wanted === null ? !named.has(key) : key === wanted) all.push(node);
    }
    const rank = (node) => 2 * !page.single.has(node) + !page.isTarget(node);
    all.sort((a, b) => rank(a) - rank(b) || a - b);
    const drawn = all.slice(0, DRAWN);
    const rows = Math.max(1, Math.round(Math.sqrt(drawn.length * (COLUMN / ROW))));
    const places = new Map(drawn.map((node, i) => [
      node, { x: Math.floor(i / rows) * COLUMN, y: (i % rows) * ROW },
    ]));
    const { out } = page.relations;
    const lines = drawn.flatMap((node) => out[node].filter((line) => places.has(line.to)));
    const note = `of ${number(all.length)} in ${short(id)}, single points and targets first.`;
    return { places, lines, cards: cardsOf(places), note };
  }

  return { overview, card, members };
})();
