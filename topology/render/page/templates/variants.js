"use strict";

/*
 * The model once options were had: what each changes travels with the page, here it is put together.
 * Pure. Components that options add stand behind the others, empty until they are had; so shared
 * risks are numbered from further on, and `risk` says from where.
 */
const Variants = (() => {
  /** Prepares what `of` needs: the model and the options that came with it. */
  function prepare(model, options) {
    const size = model.components.length;
    return {
      model, options, size,
      total: size + options.components.length,
      hitting: new Map(options.hitting),
      criticality: new Map(options.criticality),
    };
  }

  /** The model with options, by their numbers; null where they come to nothing that may be. */
  function of(base, chosen) {
    const { model, options, size } = base;
    const had = new Set(chosen);
    if (chosen.some((n) => (options.choices[n].clashes || []).some((other) => had.has(other)))) return null;
    const components = [...model.components, ...options.components.map(({ id }) => ({ id }))];
    const risks = model.risks.map((risk, i) => ({ ...risk, ...base.hitting.get(i) }));
    const more = options.risks;
    risks.push(...more.map(({ id }) => ({ id })));
    const put = (place, risk) => { risks[place] = risk; };
    for (const n of chosen) {
      for (const v of options.choices[n].adds || []) components[v] = options.components[v - size];
      for (const place of options.choices[n].strikes || []) put(place, more[place - model.risks.length]);
    }
    for (const change of options.changes || []) if (!changed(change, had, components, put)) return null;
    spare(base, chosen, components, risks);
    return { ...model, components, risks };
  }

  /** Puts an entry in the form that those give it which are had. */
  function changed({ by, forms, component, risk }, had, components, put) {
    const mask = by.reduce((sum, n, i) => sum + (had.has(n) ? 1 << i : 0), 0);
    if (!mask) return true;
    const found = forms.find(([key]) => key === mask);
    if (!found) return false;
    const form = found[1];
    if (component === undefined) {
      put(risk, form);
      return true;
    }
    components[component] = form.component;
    for (const place of form.instead || []) put(place, { id: "" });
    for (const [place, mode] of form.modes || []) put(place, mode);
    return true;
  }

  /** Says of every shared risk what it hits now, and how many members of each. */
  function spare(base, chosen, components, risks) {
    const { options } = base;
    const spared = new Map();
    for (const n of chosen) {
      for (const [risk, names] of options.choices[n].spares || []) {
        spared.set(risk, [...(spared.get(risk) || []), ...names]);
      }
    }
    risks.forEach((risk, i) => {
      const gone = new Set(spared.get(i));
      const some = risk.selects ? selected(base, risk.selects, components) : risk.hits || [];
      const hits = some.filter((v) => !gone.has(v));
      const takes = hits.map((v) => taken(risk, components[v].count || 1));
      risks[i] = { ...risk, hits, takes };
    });
  }

  function selected({ model, criticality }, words, components) {
    const says = (component, v, field, word) => {
      if (field === "tag") return (component.tags || []).includes(word);
      if (field !== "criticality") return component[field] === word;
      return (component === model.components[v] ? criticality.get(v) : component.criticality) === word;
    };
    return [...components.keys()].filter((v) => Object.entries(words)
      .every(([field, word]) => says(components[v], v, field, word)));
  }

  /** How many of so many members it takes: of its parts so many, rounded up, exactly. */
  function taken(risk, count) {
    if (risk.limps) return 0;
    if (risk.isMode) return risk.takes ? risk.takes[0] : 1;
    if (!risk.parts || count === 1) return count;
    const [over, under] = risk.parts.map(BigInt);
    return Number((over * BigInt(count) + under - 1n) / under);
  }

  /** Whether a component is there: with nothing else done, or by an option that is had. */
  function isThere({ options, size }, chosen, v) {
    return v < size || chosen.some((n) => (options.choices[n].adds || []).includes(v));
  }

  return { prepare, of, isThere };
})();
