"use strict";

/*
 * How many single points each target has left while some have failed and some options are had: every
 * further failure is tried, by structure alone. Pure, and in steps, so that nobody has to wait.
 */
const Judging = (() => {
  /** `made` are the components and shared risks of `base` with `chosen` options, compiled as
      `graph`; `go(ms)` judges for so long and says whether anything is left to judge. */
  function of(base, made, graph, chosen, failed, targets) {
    const isDown = Structure.down(graph, failed);
    const up = targets.filter((v) => !isDown[v]);
    const left = new Map(up.map((v) => [v, []]));
    const causes = further(base, made, chosen);
    let at = 0;

    function judge(cause) {
      const after = Structure.down(graph, [...failed, cause]);
      for (const v of up) if (after[v] && owner(made, base, cause) !== v) left.get(v).push(cause);
    }

    function go(ms) {
      const end = performance.now() + ms;
      while (at < causes.length) {
        judge(causes[at]);
        at += 1;
        if (performance.now() > end) break;
      }
      return at < causes.length;
    }

    return {
      isDown,
      total: causes.length,
      get done() { return at; },
      go,
      left: (v) => left.get(v) || [],
    };
  }

  /** Everything that may fail: components that are there, shared risks and modes. */
  function further(base, made, chosen) {
    const components = [...made.components.keys()]
      .filter((v) => Variants.isThere(base, chosen, v) && !made.components[v].neverFails);
    const risks = [...made.risks.keys()].filter((i) => (made.risks[i].hits || []).length);
    return [...components, ...risks.map((i) => base.total + i)];
  }

  /** The component that a failure is of itself; none of a shared risk. */
  function owner(made, base, cause) {
    if (cause < base.total) return cause;
    const risk = made.risks[cause - base.total];
    return risk.isMode ? risk.hits[0] : -1;
  }

  return { of };
})();
