"use strict";

/*
 * Why something goes down: the shortest chain from a failure to it, for any failures at once. Pure.
 *
 * Failures spread in waves: each takes down what does not stand with all before it down. So every
 * fall is told by what fell before it, as the structure function has it at that moment.
 */
const Reasons = (() => {
  const { holds, alternatives } = Structure;

  /** What goes down by `failures`, each with its chain: `chain(v)` has numbers, `steps(v)` words. */
  function of(graph, failures, areAll = false) {
    const { lost, fallen } = Structure.struck(graph, failures, areAll);
    const state = {
      graph, failures, areAll, lost,
      isDown: graph.baseline.slice(), reached: new Map(graph.reached), before: new Map(),
      wave: new Map(), depth: new Map(),
    };
    let last = fallen.filter((v) => !graph.baseline[v]);
    for (const v of lost.keys()) {
      const isShort = !last.includes(v) && !graph.baseline[v] && !Structure.stands(graph, v, state);
      if (isShort) last.push(v);
    }
    for (const v of last) enter(state, v, 0, null);
    for (const v of last) state.isDown[v] = 1;
    for (let wave = 1; last.length; wave += 1) {
      const falling = next(state, last).sort((a, b) => a - b);
      for (const v of falling) enter(state, v, wave, nearest(state, v));
      for (const v of falling) state.isDown[v] = 1;
      last = falling;
    }
    return {
      fallen: [...state.wave.keys()].sort((a, b) => a - b),
      chain: (v) => chain(state, v),
      steps: (v) => steps(state, v),
    };
  }

  function enter(state, v, wave, before) {
    state.wave.set(v, wave);
    state.before.set(v, before);
    state.depth.set(v, before === null ? 0 : state.depth.get(before) + 1);
  }

  /** What does not stand with all down that fell until now. */
  function next(state, last) {
    const { graph, isDown } = state;
    const suspects = new Set([...last.flatMap((v) => graph.users[v]), ...state.lost.keys()]);
    if (last.some((v) => Structure.onNetwork(graph, v))) {
      for (const network of graph.networks) {
        state.reached.set(network, Structure.reaching(graph, network, isDown));
        for (const asker of network.askers) suspects.add(asker);
      }
    }
    return [...suspects].filter((v) => !isDown[v] && !Structure.stands(graph, v, state));
  }

  /** Of what a component is without the one nearest to a failure, the lowest of those alike. */
  function nearest(state, v) {
    const found = blamed(state, v).filter((x) => state.wave.has(x));
    const rank = (x) => [state.depth.get(x), x];
    const isLess = ([a, b], [c, d]) => a < c || (a === c && b < d);
    return found.reduce((best, x) => (best === null || isLess(rank(x), rank(best)) ? x : best), null);
  }

  /** What is down of the needs and places of a component that do not hold. */
  function blamed(state, v) {
    const { needs = [], places = [] } = state.graph.components[v];
    const found = needs.flatMap((entry) => ofEntry(state, entry, v));
    if (!isShort(state, v)) return found;
    return [...found, ...places.map(([place]) => place).filter((place) => state.isDown[place])];
  }

  function isShort(state, v) {
    const component = state.graph.components[v];
    if (!component.places) return false;
    return membersLost(state, v) > Structure.spare(component);
  }

  function membersLost(state, v) {
    const places = state.graph.components[v].places || [];
    const gone = places.filter(([place]) => state.isDown[place]).reduce((sum, [, own]) => sum + own, 0);
    return gone + (state.lost.get(v) || 0);
  }

  function works(state, entry, v) {
    return holds(state.graph, entry, v, state.isDown, state.reached);
  }

  function ofEntry(state, entry, v) {
    if (works(state, entry, v)) return [];
    if (typeof entry === "number") return [entry];
    if ("reach" in entry) return blockers(state, entry, v);
    return toBlame(state, entry, v).flatMap((part) => ofEntry(state, part, v));
  }

  /** Where another entry would do and cannot be switched to, that is what is wanting for it. */
  function toBlame(state, entry, v) {
    const parts = alternatives(entry);
    const idle = idleTools(state, entry, v);
    const hasFallen = (part) => ofEntry(state, part, v).some((x) => state.wave.has(x));
    const fallen = idle.filter(hasFallen);
    return fallen.length ? fallen : [...parts];
  }

  function idleTools(state, entry, v) {
    if (!entry.tools || !alternatives(entry).some((part) => works(state, part, v))) return [];
    return entry.tools.filter((tool) => !works(state, tool, v));
  }

  /** The down links and nodes at which all ends that is still reached from v, and beyond which a way
      to the goal lay. */
  function blockers({ graph, isDown }, entry, v) {
    const network = graph.networkOf.get(entry);
    const out = arcsOut(graph, network);
    const island = new Set([v]);
    for (const u of island) {
      for (const { end, link } of out.get(u) || []) if (!isDown[link] && !isDown[end]) island.add(end);
    }
    const walled = graph.baseline.slice();
    for (const u of island) walled[u] = 1;
    const beyond = Structure.reaching(graph, network, walled);
    const found = [];
    for (const u of island) {
      for (const { end, link } of out.get(u) || []) {
        if (island.has(end) || graph.baseline[end] || !beyond.has(end)) continue;
        if (isDown[link]) found.push(link);
        else if (isDown[end]) found.push(end);
      }
    }
    return found;
  }

  function arcsOut(graph, network) {
    if (network.arcsOut) return network.arcsOut;
    const found = new Map();
    for (const [end, arcs] of graph.arcsInto) {
      for (const { start, link } of arcs) {
        if (network.over && !network.over.includes(graph.components[link].kind)) continue;
        if (!found.has(start)) found.set(start, []);
        found.get(start).push({ end, link });
      }
    }
    network.arcsOut = found;
    return found;
  }

  // -- telling ------------------------------------------------------------------------------------

  /** From a failure to a component that goes down, by their numbers. */
  function chain(state, v) {
    const found = [v];
    while (state.before.get(found[0]) !== null) found.unshift(state.before.get(found[0]));
    const [cause] = causes(state, found[0]);
    return cause === found[0] ? found : [cause, ...found];
  }

  /** What fails that takes a component down by itself, or else all that has a part in it. */
  function causes(state, v) {
    const { graph, failures } = state;
    const hitting = [...new Set(failures)].filter((cause) => cause === v
      || (cause >= graph.size && Structure.taking(graph, cause).some(([hit, members]) => hit === v && members)));
    const alone = hitting.filter((cause) => isEnough(state, cause, v));
    const own = alone.filter((cause) => cause === v);
    return own.length ? own : alone.length ? alone.slice(0, 1) : hitting;
  }

  function isEnough({ graph, failures, areAll }, cause, v) {
    const same = failures.filter((other) => other === cause);
    return Structure.struck(graph, same, areAll).fallen.includes(v);
  }

  /** The same in words; each step judged as it was just before. Parts of a step are texts, and
      numbers where somebody is meant. */
  function steps(state, v) {
    const all = chain(state, v);
    const { graph } = state;
    const first = all.findIndex((x) => x < graph.size && state.wave.has(x) && state.before.get(x) === null);
    const words = [causes(state, all[first]).flatMap((cause, i) =>
      [...(i ? [" and "] : []), ...failing(state, cause, all[first])])];
    for (let k = first; k + 1 < all.length; k += 1) words.push(falling(state, all[k], all[k + 1]));
    return words;
  }

  function failing(state, cause, v) {
    const { graph, failures, areAll } = state;
    const { count } = graph.components[v];
    if (cause >= graph.size) return [cause, " hits ", v];
    if (!count) return [v, " fails"];
    const times = areAll ? count : Math.min(count, failures.filter((other) => other === v).length);
    if (times === count) return [`all ${count} members of `, v, " fail"];
    const which = times === 1 ? "one of the" : `${times} of the`;
    return [`${which} ${count} members of `, v, times === 1 ? " fails" : " fail"];
  }

  function falling(state, x, y) {
    const { graph } = state;
    const before = justBefore(state, y);
    const component = graph.components[y];
    const entry = (component.needs || []).find((part) => ofEntry(before, part, y).includes(x));
    if (entry === undefined) {
      const left = Math.max(0, component.count - membersLost(before, y));
      return [y, ` has ${left} of ${component.count} members left and needs ${component.quorum || 1}`];
    }
    return [y, " ", ...broken(before, entry, x, y)];
  }

  function justBefore(state, y) {
    const { graph } = state;
    const isDown = graph.baseline.slice();
    for (const [x, wave] of state.wave) if (wave < state.wave.get(y)) isDown[x] = 1;
    const search = (network) => Structure.reaching(graph, network, isDown);
    return { ...state, isDown, reached: new Map(graph.networks.map((one) => [one, search(one)])) };
  }

  /** How an entry is told that does not hold. */
  function broken(state, entry, x, y) {
    if (typeof entry === "number") return ["needs ", entry];
    if ("reach" in entry) {
      const over = entry.over ? ` over ${[...entry.over].sort().join(" or ")}` : "";
      return ["cannot reach ", entry.reach, over];
    }
    const parts = alternatives(entry);
    const isAll = "all" in entry || (entry.atLeast || 1) === parts.length;
    if (isAll) return broken(state, parts.find((part) => ofEntry(state, part, y).includes(x)), x, y);
    if (idleTools(state, entry, y).length) return ["cannot switch: ", x, " is down"];
    if (entry.firstOf) return ["has no standby left"];
    if (entry.split) return ["has no part left"];
    if (entry.any) return ["has no alternative left"];
    const left = parts.filter((part) => works(state, part, y)).length;
    return [`has ${left} of ${parts.length} alternatives left and needs ${entry.atLeast}`];
  }

  return { of };
})();
