"use strict";

/* Elements and texts. Text from the document only ever becomes a text node. */
const Dom = (() => {
  /** An element; `attributes` may hold `on…` functions, children are elements or plain text. */
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === false || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  // Control characters, and marks that reverse, hide or break a line: written out, not obeyed.
  const UNSEEN =
    /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

  /** Text with nothing in it that could move, reverse or hide what is around it. */
  function shown(text) {
    return text.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }

  /** The same on one line, cut to a length a label can have. */
  function short(text, most = 60) {
    const line = shown(text.slice(0, most + 1)).replace(/\s+/g, " ");
    return line.length > most ? `${line.slice(0, most - 1)}…` : line;
  }

  /** A link where all of a text is an address of the web; anything else is text, and inert. */
  function link(text) {
    if (!/^https?:\/\/[^\s\\]+$/i.test(text) || shown(text) !== text) return shown(text);
    try {
      const { href, username, password } = new URL(text);
      if (username || password) return shown(text);
      return el("a", { href, rel: "noopener noreferrer", target: "_blank" }, shown(text));
    } catch {
      return shown(text);
    }
  }

  const format = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

  function number(value) {
    return format.format(value);
  }

  function percent(part, whole) {
    const share = (100 * part) / whole;
    return share > 0 && share < 0.1 ? "under 0.1 %" : `${format.format(Math.round(share * 10) / 10)} %`;
  }

  /** "1 component", "3 components". */
  function counted(amount, one, many = `${one}s`) {
    return `${number(amount)} ${amount === 1 ? one : many}`;
  }

  /** Data that travel with the page: JSON, or JSON that is packed. */
  async function embedded(id) {
    const source = document.getElementById(id);
    if (source.dataset.packed === undefined) return JSON.parse(source.textContent);
    const bytes = Uint8Array.from(atob(source.textContent), (c) => c.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(unpacked).text());
  }

  return { el, shown, short, link, number, percent, counted, embedded };
})();
