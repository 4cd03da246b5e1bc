"use strict";

/* Who is joined to whom in the whole topology, also beyond what is drawn. */
const Relations = (() => {
  const COLUMN = 240;
  const ROW = 78;
  /** A drawn neighbourhood: steps to either side unless asked, nodes of a step, width to height. */
  const HOPS = 2;
  const MOST = 60;
  const SHAPE = 2;
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
      const spare = (component.count || 1) - (component.quorum || 1);
      for (const [place, members] of component.places || []) {
        join(v, place, members > spare ? "must" : "one-of", "to");
      }
      if (component.connects) {
        const arrows = component.oneWay ? "to" : "";
        join(component.connects[0], v, "link", arrows);
        join(v, component.connects[1], "link", arrows);
      }
    });
    model.risks.forEach((risk, i) => {
      const raised = (risk.raises || []).map(([v]) => v);
      for (const hit of new Set([...(risk.hits || []), ...raised])) join(model.components.length + i, hit, "hit", "");
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
        const parts = entry.all || entry.any || entry.firstOf || entry.of || entry.split;
        const least = entry.all ? parts.length : entry.atLeast || 1;
        named(parts, least < parts.length ? "one-of" : role, found);
        if (entry.tools) named(entry.tools, "one-of", found);
      }
    }
    return found.values();
  }

  /** What is near a node: what needs it to the left, what it needs to the right. */
  function around({ out, into }, centre, hops = HOPS) {
    const met = new Set([centre]);
    const sides = [[1, out, "to"], [-1, into, "from"]].map(([way, side, end]) => {
      const steps = [];
      let last = [centre];
      for (let hop = 1; hop <= hops && last.length; hop += 1) {
        const all = last.flatMap((v) => side[v].map((line) => line[end]));
        const fresh = [...new Set(all)].filter((v) => !met.has(v)).sort((a, b) => a - b);
        last = fresh.slice(0, MOST);
        for (const v of last) met.add(v);
        steps.push({ nodes: last, leftOut: fresh.length - last.length });
      }
      return { way, steps: steps.filter(({ nodes }) => nodes.length) };
    });
    const all = sides.flatMap(({ steps }) => steps);
    const rows = rowsFor(all.map(({ nodes }) => nodes.length));
    const places = new Map([[centre, { x: 0, y: 0 }]]);
    for (const { way, steps } of sides) {
      let x = 0;
      for (const { nodes } of steps) x = placeStep(places, nodes, rows, way, x);
    }
    const lines = [...places.keys()].flatMap((v) => out[v].filter((line) => places.has(line.to)));
    return { places, lines, leftOut: all.reduce((sum, step) => sum + step.leftOut, 0) };
  }

  /** Rows of a column, so that the whole is about as wide as a screen where steps take several. */
  function rowsFor(sizes) {
    const width = (rows) => COLUMN * sizes.reduce((sum, size) => sum + Math.ceil(size / rows), 1);
    let rows = 4;
    while (rows < MOST && width(rows) > SHAPE * rows * ROW) rows += 1;
    return rows;
  }

  /** Places one step in columns of equal length beyond `x`; where the next begins. */
  function placeStep(places, nodes, rows, way, x) {
    const columns = Math.ceil(nodes.length / rows);
    const length = Math.ceil(nodes.length / columns);
    nodes.forEach((v, i) => {
      const column = Math.floor(i / length);
      const inColumn = Math.min(length, nodes.length - column * length);
      const y = ((i % length) - (inColumn - 1) / 2) * ROW;
      places.set(v, { x: x + way * (column + 1) * COLUMN, y });
    });
    return x + way * columns * COLUMN;
  }

  return { of, around };
})();
