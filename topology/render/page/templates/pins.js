"use strict";

/* A map: places as dots with their names, links as lines with a bead in the middle to click. */
const Pins = (() => {
  /** On screen, whatever the scale: widths to click, and the height of letters. */
  const PIN = 18;
  const BEAD = 14;
  const LETTERS = 12;

  function box(node, scale) {
    const side = (node.isLink ? BEAD : PIN) / scale;
    return { width: side, height: side };
  }

  function colourOf(node, look, colours) {
    if (look === "cause") return colours.cause;
    if (look === "down") return colours.down;
    if (look === "over" || look === "short" || look === "full") return colours.single;
    if (node.isSingle) return colours.single;
    return node.isTarget ? colours.target : colours.muted;
  }

  /** Single points are diamonds, targets have a ring, links are small. */
  function pin(ctx, node, look, { colours, scale, isHovered, isFocused }) {
    const { x, y } = node;
    const r = (node.isLink ? (node.isSingle ? 5 : 2.6) : node.isSingle ? 7.5 : 5) / scale;
    ctx.save();
    ctx.globalAlpha = look === "faded" ? 0.3 : 1;
    ctx.beginPath();
    if (node.isSingle) {
      ctx.moveTo(x, y - r);
      for (const [dx, dy] of [[r, 0], [0, r], [-r, 0]]) ctx.lineTo(x + dx, y + dy);
      ctx.closePath();
    } else {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    }
    ctx.fillStyle = colourOf(node, look, colours);
    ctx.fill();
    ctx.lineWidth = 1.5 / scale;
    ctx.strokeStyle = colours.canvas;
    ctx.stroke();
    if (node.isTarget) ring(ctx, node, r + 3 / scale, colours.target, 1.5 / scale);
    if (isHovered || isFocused || look === "cause") {
      ring(ctx, node, r + 5 / scale, colours.focus, 2 / scale);
    }
    ctx.restore();
  }

  function ring(ctx, { x, y }, radius, colour, width) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }

  /** The names that find room beside their dots, the first ones first; returns what was written. */
  function names(ctx, nodes, { colours, scale, view }) {
    const taken = nodes.filter((node) => !node.isLink).map(({ x, y }) => around(x, y, 6 / scale));
    const size = LETTERS / scale;
    const found = [];
    ctx.save();
    ctx.font = `${size}px ${colours.font}`;
    ctx.textBaseline = "middle";
    ctx.direction = "ltr";
    ctx.lineJoin = "round";
    for (const node of nodes) {
      const { label } = node;
      if (outside(around(node.x, node.y, 0), view)) continue;
      const width = ctx.measureText(label).width;
      const gap = 10 / scale;
      const ways = [[gap, 0], [-gap - width, 0], [-width / 2, -1.15 * size], [-width / 2, 1.15 * size]];
      for (const [dx, dy] of ways) {
        const [left, y] = [node.x + dx, node.y + dy];
        const at = [left, y - size * 0.6, left + width, y + size * 0.6];
        if (outside(at, view) || taken.some((other) => overlap(at, other))) continue;
        taken.push(at);
        found.push({ v: node.v, lines: [label], size: LETTERS, isCut: false, at });
        ctx.lineWidth = 3.5 / scale;
        ctx.strokeStyle = colours.canvas;
        ctx.strokeText(label, left, y);
        ctx.fillStyle = node.isSingle ? colours.single : colours.ink;
        ctx.fillText(label, left, y);
        break;
      }
    }
    ctx.restore();
    return found;
  }

  function around(x, y, r) {
    return [x - r, y - r, x + r, y + r];
  }

  function overlap(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }

  function outside([left, top, right, bottom], view) {
    return left < view[0] || top < view[1] || right > view[2] || bottom > view[3];
  }

  return { box, pin, names };
})();
