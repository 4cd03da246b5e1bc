"use strict";

/* Who is joined to whom in the whole topology, also beyond what is drawn. */
const Relations = (() => {
  const COLUMN = 240;
  const ROW = 78;
  /** A drawn neighbourhood: so many steps to either side unless asked, so many nodes in a column. */
  const HOPS = 2;
  const ROWS = 30;
  const DASHES = {
    must: false, "one-of": [9, 5], soft: [2, 5], reach: [10, 4, 2, 4], link: false, hit: [4, 4],
  };

  /** Lines out of and into every node: `{from, to, role, arrows}`. */
  function of(model) {
    const total = model.components.length + model.risks.length;
    const out = Array.from({ length: total }, () => []);
    const into = Array.from({ length: total }, () => []);
    const join = (from, to, role, arrows) => {
      const line = { from, to, role, arrows, dashes: DASHES[role], lane: [] };
      out[from].push(line);
      into[to].push(line);
    };
    model.components.forEach((component, v) => {
      for (const [to, role] of named(component.needs || [], "must")) join(v, to, role, "to");
      if (component.connects) {
        const arrows = component.oneWay ? "to" : "";
        join(component.connects[0], v, "link", arrows);
        join(v, component.connects[1], "link", arrows);
      }
    });
    model.risks.forEach((risk, i) => {
      for (const hit of risk.hits || []) join(model.components.length + i, hit, "hit", "");
    });
    return { out, into };
  }

  /** Each node that requirements name, with its role, once. */
  function named(needs, role, found = new Map()) {
    for (const entry of needs) {
      if (typeof entry === "number") found.set(`${entry} ${role}`, [entry, role]);
      else if ("soft" in entry) found.set(`${entry.soft} soft`, [entry.soft, "soft"]);
      else if ("reach" in entry) found.set(`${entry.reach} reach`, [entry.reach, "reach"]);
      else {
        const parts = entry.all || entry.any || entry.firstOf || entry.of;
        const least = entry.all ? parts.length : entry.atLeast || 1;
        named(parts, least < parts.length ? "one-of" : role, found);
      }
    }
    return found.values();
  }

  /** What is near a node: what needs it to the left, what it needs to the right. */
  function around({ out, into }, centre, hops = HOPS) {
    const places = new Map([[centre, { x: 0, y: 0 }]]);
    let leftOut = 0;
    for (const [way, side, end] of [[1, out, "to"], [-1, into, "from"]]) {
      let column = [centre];
      for (let hop = 1; hop <= hops; hop += 1) {
        const all = column.flatMap((v) => side[v].map((line) => line[end]));
        const fresh = [...new Set(all)].filter((v) => !places.has(v)).sort((a, b) => a - b);
        column = fresh.slice(0, ROWS);
        leftOut += fresh.length - column.length;
        column.forEach((v, row) => {
          places.set(v, { x: way * hop * COLUMN, y: (row - (column.length - 1) / 2) * ROW });
        });
      }
    }
    const lines = [...places.keys()].flatMap((v) => out[v].filter((line) => places.has(line.to)));
    return { places, lines, leftOut };
  }

  return { of, around };
})();
