"use strict";

/* Text on a canvas: broken between words only, and no smaller on screen than can be read. */
const Words = (() => {
  /** The smallest letters on screen, in pixels. */
  const LEAST = 11.2;
  /** How much a word too long for its card is narrowed before it is cut. */
  const NARROWEST = 0.72;

  /** The height of letters that are to be readable at a scale, within bounds. */
  function size(usual, most, scale) {
    return Math.min(most, Math.max(usual, Math.ceil((2 * LEAST) / scale) / 2));
  }

  /** What may stand on a line by itself: words, and parts of names with a mark at their end. */
  function pieces(text) {
    return text.split(/\s+/).filter(Boolean).flatMap((word) =>
      word.match(/[^\-_./:–]*[\-_./:–]+|[^\-_./:–]+/g).map((part, i) => (i ? part : ` ${part}`)));
  }

  /** A text on so many lines at most; `isWhole` says whether all of it is there in full width. */
  function wrap(ctx, text, room, rows) {
    const width = (some) => ctx.measureText(some).width;
    const lines = [];
    let line = "";
    let isWhole = true;
    for (const piece of pieces(text)) {
      if (width(line + piece) <= room) {
        line += piece;
        continue;
      }
      if (line) lines.push(line.trim());
      line = piece.trim();
      if (width(line) > room) isWhole = false;
      if (width(line) > room / NARROWEST) line = cut(ctx, line, room / NARROWEST);
    }
    if (line) lines.push(line.trim());
    if (lines.length <= rows) return { lines, isWhole };
    const last = pieces(lines[rows - 1]);
    while (last.length > 1 && width(`${last.join("")}…`) > room) last.pop();
    return { lines: [...lines.slice(0, rows - 1), `${last.join("").trim()}…`], isWhole: false };
  }

  /** The first of several wordings that has room, or else the last. */
  function fitting(ctx, wordings, room) {
    const found = wordings.find((text) => ctx.measureText(text).width <= room);
    return found ?? wrap(ctx, wordings[wordings.length - 1], room, 1).lines[0] ?? "";
  }

  /** The longest beginning of a word that is too long for anything. */
  function cut(ctx, text, room) {
    const letters = [...text];
    let [low, high] = [1, letters.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (ctx.measureText(`${letters.slice(0, middle).join("")}…`).width <= room) low = middle;
      else high = middle - 1;
    }
    return `${letters.slice(0, low).join("")}…`;
  }

  return { LEAST, size, wrap, fitting };
})();
