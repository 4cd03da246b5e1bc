"use strict";

/*
 * The structure function: which components are down when these fail. Pure; no page is needed.
 *
 * Components are numbered from 0, shared risks and modes after them, as in the embedded data. Needs hold as a
 * greatest fixed point (all up, failures spread), paths as a least one (a path must really exist).
 */
const Structure = (() => {
  /** Everything `down` needs, prepared once: who depends on whom, links by their ends, the baseline. */
  function compile(model) {
    const size = model.components.length;
    const graph = {
      components: model.components,
      risks: model.risks || [],
      size,
      users: Array.from({ length: size }, () => []),
      arcsInto: new Map(),
      networks: [],
      networkOf: new Map(),
      active: new Map(),
      switches: [],
    };
    const byGoal = new Map();
    model.components.forEach((component, v) => {
      (component.needs || []).forEach((entry) => register(graph, byGoal, entry, v));
      for (const [place] of component.places || []) graph.users[place].push(v);
      if (component.connects) {
        const [start, end] = component.connects;
        addArc(graph, start, end, v);
        if (!component.oneWay) addArc(graph, end, start, v);
      }
    });
    graph.baseline = new Uint8Array(size);
    graph.reached = new Map();
    spread(graph, graph.baseline, graph.reached, model.components.keys(), true);
    for (const [entry, owner] of graph.switches) {
      const works = (part) => holds(graph, part, owner, graph.baseline, graph.reached);
      graph.active.set(entry, entry.firstOf.find(works));
    }
    return graph;
  }

  function register(graph, byGoal, entry, owner) {
    if (typeof entry === "number") {
      graph.users[entry].push(owner);
    } else if ("reach" in entry) {
      const key = JSON.stringify([entry.reach, entry.over ? [...entry.over].sort() : null]);
      if (!byGoal.has(key)) {
        byGoal.set(key, { goal: entry.reach, over: entry.over, askers: [] });
        graph.networks.push(byGoal.get(key));
      }
      byGoal.get(key).askers.push(owner);
      graph.networkOf.set(entry, byGoal.get(key));
    } else {
      for (const part of alternatives(entry)) register(graph, byGoal, part, owner);
      for (const tool of entry.tools || []) register(graph, byGoal, tool, owner);
      if (entry.tools) graph.switches.push([entry, owner]);
    }
  }

  function alternatives(entry) {
    return entry.all || entry.any || entry.firstOf || entry.of || entry.split || [];
  }

  function addArc(graph, start, end, link) {
    for (const v of [start, end]) if (!graph.arcsInto.has(v)) graph.arcsInto.set(v, []);
    graph.arcsInto.get(end).push({ start, link });
  }

  /** A byte for each component, 1 for down: with nothing failed, and with all of `failures`;
      of a component one member each time it is named, or all. */
  function down(graph, failures, areAll = false) {
    const isDown = graph.baseline.slice();
    const { lost, fallen } = struck(graph, failures, areAll);
    const changed = fallen.filter((v) => !isDown[v]);
    for (const v of changed) isDown[v] = 1;
    const users = [...changed.flatMap((v) => graph.users[v]), ...lost.keys()];
    const search = changed.some((v) => onNetwork(graph, v));
    spread(graph, isDown, new Map(graph.reached), users, search, lost);
    return isDown;
  }

  /** How many members fail of each component by `failures` themselves, and which of them fall. */
  function struck(graph, failures, areAll = false) {
    const lost = new Map();
    const lose = (v, members) => lost.set(v, (lost.get(v) || 0) + members);
    const struck = new Set();
    for (const v of failures) {
      // A shared risk strikes once, however often it is named.
      if (struck.has(v)) continue;
      if (v >= graph.size && !graph.risks[v - graph.size].isMode) struck.add(v);
      if (v < graph.size) lose(v, areAll ? members(graph.components[v]) : 1);
      else for (const [hit, taken] of taking(graph, v)) lose(hit, taken);
    }
    const fallen = [];
    for (const [v, taken] of lost) if (taken > spare(graph.components[v])) fallen.push(v);
    return { lost, fallen };
  }

  /** What a shared risk or a mode hits, and how many members it takes of each: none if they limp. */
  function taking(graph, v) {
    const { hits = [], takes } = graph.risks[v - graph.size];
    return hits.map((hit, i) => [hit, takes ? takes[i] : members(graph.components[hit])]);
  }

  function members(component) {
    return component.count || 1;
  }

  /** Members of an entry that may fail before it does. */
  function spare(component) {
    return members(component) - (component.quorum || 1);
  }

  /** Whether enough members are neither failed nor in a place that is down; what fails, fails
      among those that stand. */
  function enoughStand(component, isDown, failed) {
    let gone = failed;
    for (const [place, members] of component.places || []) if (isDown[place]) gone += members;
    return !component.places || gone <= spare(component);
  }

  /**
   * Takes down what no longer has what it needs, until nothing changes. `reached` holds what reaches
   * each goal; it is searched again only after something that paths may run over has fallen.
   */
  function spread(graph, isDown, reached, suspects, search, lost = new Map()) {
    const queue = [...suspects];
    for (;;) {
      if (search) {
        for (const network of graph.networks) {
          reached.set(network, reaching(graph, network, isDown));
          for (const asker of network.askers) queue.push(asker);
        }
        search = false;
      }
      while (queue.length) {
        const v = queue.pop();
        if (isDown[v]) continue;
        if (stands(graph, v, { isDown, reached, lost })) continue;
        isDown[v] = 1;
        search = search || onNetwork(graph, v);
        for (const user of graph.users[v]) queue.push(user);
      }
      if (!search) return;
    }
  }

  /** Whether a component that has not failed has what it needs, and members enough. */
  function stands(graph, v, { isDown, reached, lost }) {
    const component = graph.components[v];
    return (component.needs || []).every((entry) => holds(graph, entry, v, isDown, reached))
      && enoughStand(component, isDown, lost.get(v) || 0);
  }

  function onNetwork(graph, v) {
    if (graph.components[v].connects || graph.arcsInto.has(v)) return true;
    return graph.networks.some((network) => network.goal === v);
  }

  function holds(graph, entry, owner, isDown, reached) {
    if (typeof entry === "number") return !isDown[entry];
    if ("soft" in entry) return true;
    if ("reach" in entry) return reached.get(graph.networkOf.get(entry)).has(owner);
    const parts = alternatives(entry);
    const least = "all" in entry ? parts.length : entry.atLeast || 1;
    const works = (part) => holds(graph, part, owner, isDown, reached);
    const active = graph.active.get(entry);
    if (active !== undefined && !works(active) && !entry.tools.every(works)) return false;
    let held = 0;
    for (const part of parts) if (works(part)) held += 1;
    return held >= least;
  }

  /** The nodes that reach the goal: the node itself need not work, each further one must. */
  function reaching(graph, { goal, over }, isDown) {
    const found = new Set();
    if (isDown[goal]) return found;
    found.add(goal);
    const todo = [goal];
    while (todo.length) {
      for (const { start, link } of graph.arcsInto.get(todo.pop()) || []) {
        if (found.has(start) || isDown[link]) continue;
        if (over && !over.includes(graph.components[link].kind)) continue;
        found.add(start);
        if (!isDown[start]) todo.push(start);
      }
    }
    return found;
  }

  /** The components that go down by these failures, beyond those that never work. */
  function blast(graph, failures, areAll = false) {
    const isDown = down(graph, failures, areAll);
    const fallen = [];
    for (let v = 0; v < graph.size; v += 1) if (isDown[v] && !graph.baseline[v]) fallen.push(v);
    return fallen;
  }

  return {
    compile, down, blast, struck, stands, holds, reaching, onNetwork, taking, alternatives, spare,
  };
})();
