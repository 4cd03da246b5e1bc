"use strict";

/*
 * Sentences in which nodes stand by their numbers: each by its name, with the id in grey.
 *
 * A text is a string, or its parts: strings, and numbers of nodes. What `named.py` writes into a
 * page follows the same rules.
 */
const Named = (() => {
  const { el, shown } = Dom;

  /** The texts and elements of a sentence. */
  function words(page, text) {
    const seen = new Set();
    return [text].flat().flatMap((part) => (typeof part === "number" ? one(page, part, seen) : shown(part)));
  }

  function one(page, v, seen) {
    const { id, name } = page.entry(v);
    if (!name || name === id) return shown(id);
    const isTold = seen.has(v) || name.toLowerCase() === id.toLowerCase();
    seen.add(v);
    if (isTold && page.bearers.get(name) === 1) return shown(name);
    return [shown(name), " ", el("span", { class: "id" }, shown(id))];
  }

  /** The same as plain text, for whoever listens. */
  function plain(page, text) {
    return words(page, text).map((part) => part.textContent ?? part).join("");
  }

  return { words, plain };
})();
