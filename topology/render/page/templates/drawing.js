"use strict";

/* How nodes and lines look on the canvas. Meaning has a shape as well as a colour, always. */
const Drawing = (() => {
  // Sizes as in picture.py and gathered.py, which place the cards so that they do not overlap.
  const CARD = { width: 176, height: 60, icon: 24, inset: 10 };
  const LINK_CARD = { width: 150, height: 34, icon: 17, inset: 11 };
  const GROUP_CARD = { width: 150, height: 44, icon: 0, inset: 10 };
  const SAMPLE = { width: 58, height: 32, icon: 0, inset: 0 };
  const COLOURS = [
    "canvas", "card", "ink", "muted", "line", "tile", "edge", "link", "reach", "hit",
    "target", "single", "dead", "down", "on-down", "cause", "on-cause", "focus",
  ];
  const FADED = { faded: 0.26, near: 0.7 };
  /** Below these scales details cannot be read, and are left out to keep big pictures quick. */
  const READABLE = 0.3;
  const VISIBLE = 0.16;

  /** The colours and font of the page as it is now (light, dark or print). */
  function theme() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    const colours = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
    return { ...colours, font: read("font") };
  }

  function box(node) {
    if (node.isSample) return SAMPLE;
    if (node.isGroup || node.isSmall) return GROUP_CARD;
    return node.isLink ? LINK_CARD : CARD;
  }

  /** Single points have cut corners, shared risks pointed ends, links round ones. */
  function outline(ctx, node, grow = 0) {
    const { width, height } = box(node);
    const [w, h] = [width / 2 + grow, height / 2 + grow];
    const { x, y } = node;
    ctx.beginPath();
    if (node.isRisk) polygon(ctx, x, y, w, h, 16, h);
    else if (node.isSingle) polygon(ctx, x, y, w, h, 11, 11);
    else ctx.roundRect(x - w, y - h, 2 * w, 2 * h, node.isLink ? h : 9 + grow);
  }

  function polygon(ctx, x, y, w, h, cutX, cutY) {
    ctx.moveTo(x - w + cutX, y - h);
    ctx.lineTo(x + w - cutX, y - h);
    ctx.lineTo(x + w, y - h + cutY);
    ctx.lineTo(x + w, y + h - cutY);
    ctx.lineTo(x + w - cutX, y + h);
    ctx.lineTo(x - w + cutX, y + h);
    ctx.lineTo(x - w, y + h - cutY);
    ctx.lineTo(x - w, y - h + cutY);
    ctx.closePath();
  }

  /** `look`: "plain", "cause" (has failed), "down" (goes down with it), "near" or "faded". */
  function card(ctx, node, look, { colours, scale, isHovered, isFocused, note }) {
    const paint = paints(node, look, colours, scale);
    ctx.save();
    ctx.globalAlpha = FADED[look] || 1;
    if (node.count > 1 && scale > VISIBLE) stack(ctx, node, paint);
    outline(ctx, node);
    ctx.fillStyle = paint.fill;
    ctx.fill();
    if (node.isDead) hatch(ctx, node, colours);
    ctx.setLineDash(node.isRisk ? [6, 4] : node.isGroup ? [3, 3] : node.isDead ? [2, 3] : []);
    ctx.lineWidth = Math.max(paint.width, (isHovered || node.isTarget ? 1.6 : 0.8) / scale);
    ctx.strokeStyle = isHovered && look === "plain" ? colours.focus : paint.stroke;
    ctx.stroke();
    ctx.setLineDash([]);
    if (node.isTarget) secondOutline(ctx, node, paint);
    if (isFocused) focusRing(ctx, node, colours, scale);
    contents(ctx, node, paint, { colours, scale, note });
    badges(ctx, node, look, colours, scale);
    ctx.restore();
  }

  function paints(node, look, colours, scale) {
    const mark = node.isSingle ? colours.single : node.isTarget ? colours.target : colours.line;
    const width = node.isSingle ? 3 : node.isTarget ? 2.2 : 1.2;
    if (look === "cause") {
      const { cause, "on-cause": on } = colours;
      return { fill: cause, stroke: cause, width: 3, ink: on, muted: on, icon: on };
    }
    if (look === "down") {
      const { down, "on-down": on } = colours;
      return { fill: down, stroke: down, width, ink: on, muted: on, icon: on };
    }
    if (look === "over" || look === "short" || look === "full") return loaded(look, node, colours, width);
    const stroke = node.isRisk && !node.isSingle ? colours.hit : mark;
    const icon = node.isSingle || node.isTarget || node.isRisk ? stroke : colours.muted;
    // From afar a border is lost: the whole card of a single point takes its colour.
    const isFar = scale < READABLE && node.isSingle;
    const fill = isFar ? mark : colours.card;
    const { ink, muted, card: light, tile } = colours;
    if (node.isGroup) return { fill: tile, stroke, width, ink: muted, muted, icon };
    return { fill, stroke, width, ink, muted, icon: isFar ? light : icon };
  }

  /** In a cascade: over capacity and short of its level are filled, nearly full has a border. */
  function loaded(look, node, colours, width) {
    const { single, card: light, ink, muted } = colours;
    if (look === "over") return { fill: single, stroke: single, width, ink: light, muted: light, icon: light };
    const stroke = single;
    return { fill: look === "short" ? colours.tile : light, stroke, width: 3, ink, muted, icon: stroke };
  }

  /** Members of one entry, as cards behind the card. */
  function stack(ctx, node, paint) {
    for (const step of [6, 3]) {
      outline(ctx, { ...node, x: node.x + step, y: node.y + step });
      ctx.fillStyle = paint.fill;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = paint.stroke;
      ctx.stroke();
    }
  }

  function hatch(ctx, node, colours) {
    const { width, height } = box(node);
    ctx.save();
    ctx.clip();
    ctx.beginPath();
    for (let at = -height; at < width; at += 9) {
      ctx.moveTo(node.x - width / 2 + at, node.y + height / 2);
      ctx.lineTo(node.x - width / 2 + at + height, node.y - height / 2);
    }
    ctx.lineWidth = 1;
    ctx.globalAlpha *= 0.4;
    ctx.strokeStyle = colours.dead;
    ctx.stroke();
    ctx.restore();
    outline(ctx, node);
  }

  function secondOutline(ctx, node, paint) {
    outline(ctx, node, 4);
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = paint.stroke;
    ctx.stroke();
  }

  function focusRing(ctx, node, colours, scale) {
    outline(ctx, node, 8);
    ctx.lineWidth = Math.max(2.5, 2 / scale);
    ctx.strokeStyle = colours.focus;
    ctx.stroke();
  }

  /** Icon and text; the smaller the scale, the bigger the letters and the fewer the lines. */
  function contents(ctx, node, paint, { colours, scale, note }) {
    if (node.isSample) return;
    const { width, height, icon, inset } = box(node);
    const margin = inset + (node.isRisk ? 5 : 0);
    const left = node.x - width / 2 + margin;
    node.text = null;
    if (scale < READABLE) {
      if (scale > VISIBLE) drawIcon(ctx, node, paint.icon, node.x - height * 0.3, height * 0.6);
      return;
    }
    const isLow = node.isLink || node.isGroup || node.isSmall;
    const size = Words.size(isLow ? 12.5 : 14, node.isLink ? 16.5 : 20, scale);
    const small = Words.size(11.5, 16.5, scale);
    const isSmallSeen = small * scale >= Words.LEAST - 0.2;
    const below = note ?? (isSmallSeen ? node.below : "");
    const said = { size, small, below, isKept: note !== null || node.isMarked, font: colours.font };
    const text = remembered(node, `${size} ${small} ${below}`, () => arranged(ctx, node, said));
    if (text.hasIcon) drawIcon(ctx, node, paint.icon, left, icon);
    const start = left + (text.hasIcon ? icon + 8 : 0);
    const room = node.x + width / 2 - margin - start;
    const step = size * leading(node);
    const high = text.lines.length * step + (text.below ? small * 1.15 : 0);
    const first = node.y - high / 2 + step / 2;
    Object.assign(ctx, { textAlign: "left", textBaseline: "middle", direction: "ltr" });
    ctx.fillStyle = paint.ink;
    ctx.font = `600 ${size}px ${colours.font}`;
    text.lines.forEach((line, i) => ctx.fillText(line, start, first + i * step, room));
    node.text = { lines: text.lines, below: text.below, size: size * scale, small: small * scale };
    if (!text.below) return;
    ctx.fillStyle = paint.muted;
    ctx.font = `${small}px ${colours.font}`;
    ctx.fillText(text.below, start, node.y + high / 2 - small * 0.55, room);
  }

  /** From line to line, of the height of letters: close in the low card of a link, for two to fit. */
  function leading(node) {
    return node.isLink ? 1.04 : 1.14;
  }

  /** The lines of a card: with its icon and the words below where there is room for all. */
  function arranged(ctx, node, { size, small, below, isKept, font }) {
    const { width, height, icon, inset } = box(node);
    const full = width - 2 * (inset + (node.isRisk ? 5 : 0));
    const tries = [];
    for (const hasBelow of below ? (isKept ? [true] : [true, false]) : [false]) {
      for (const hasIcon of icon ? [true, false] : [false]) tries.push({ hasBelow, hasIcon });
    }
    let best = null;
    for (const { hasBelow, hasIcon } of tries) {
      const room = full - (hasIcon ? icon + 8 : 0);
      const rows = Math.floor((height - 2 - (hasBelow ? small * 1.15 : 0)) / (size * leading(node)));
      ctx.font = `600 ${size}px ${font}`;
      const { lines, isWhole } = Words.wrap(ctx, node.label, room, Math.max(1, rows));
      ctx.font = `${small}px ${font}`;
      const wordings = [below, ...(node.shorter ?? [])];
      const said = hasBelow ? Words.fitting(ctx, wordings, room) : "";
      const isRoomy = !hasBelow || !isKept || said === below;
      best = { lines, below: said, hasIcon };
      if (isWhole && isRoomy) break;
    }
    return best;
  }

  /** Measuring text is slow; what fits is measured once for each size. */
  function remembered(node, key, make) {
    node.fitted ??= new Map();
    if (!node.fitted.has(key)) node.fitted.set(key, make());
    return node.fitted.get(key);
  }

  function drawIcon(ctx, node, colour, left, size) {
    node.icon ??= new Path2D(Icons.path(node.kind));
    ctx.save();
    ctx.translate(left, node.y - size / 2);
    ctx.scale(size / 24, size / 24);
    ctx.lineWidth = 1.8;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.strokeStyle = colour;
    ctx.stroke(node.icon);
    ctx.restore();
  }

  /** Marks on the corners; from afar they keep a size that can be seen. */
  function badges(ctx, node, look, colours, scale) {
    const { width, height } = box(node);
    const zoom = Math.min(2.6, Math.max(1, 0.42 / scale));
    const [left, right] = [node.x - width / 2 + 3, node.x + width / 2 - 4];
    const [top, bottom] = [node.y - height / 2 + 1, node.y + height / 2];
    const put = (badge, x, y, ...more) => {
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(zoom, zoom);
      badge(ctx, colours, ...more);
      ctx.restore();
    };
    if (look === "cause") put(bolt, left, top);
    else if (look === "down") put(cross, left, top);
    else if (node.isSingle) put(warning, left, top);
    if (scale < VISIBLE) return;
    if (node.isTarget) put(bullseye, right, top);
    if (node.isDead && look !== "down") put(cross, left, top);
    if (node.count > 1) put(pill, right, bottom, node.isSample ? "×n" : `×${amount(node.count)}`);
  }

  function disc(ctx, radius, colour, edge) {
    ctx.beginPath();
    ctx.arc(0, 0, radius, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = edge;
    ctx.stroke();
  }

  function strokes(ctx, path, colour, width = 2) {
    ctx.lineWidth = width;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.strokeStyle = colour;
    ctx.stroke(new Path2D(path));
  }

  /** A diamond with an exclamation mark: a single point of failure. */
  function warning(ctx, colours) {
    const diamond = new Path2D("M0-12 12 0 0 12-12 0z");
    ctx.fillStyle = colours.single;
    ctx.fill(diamond);
    ctx.lineWidth = 2;
    ctx.strokeStyle = colours.canvas;
    ctx.stroke(diamond);
    strokes(ctx, "M0-5V1 M0 4.8V5", colours.card, 2.2);
  }

  /** Rings: a target. */
  function bullseye(ctx, colours) {
    disc(ctx, 9, colours.target, colours.canvas);
    ctx.beginPath();
    ctx.arc(0, 0, 5, 0, 2 * Math.PI);
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = colours.card;
    ctx.stroke();
    disc(ctx, 1, colours.card, colours.card);
  }

  /** A cross: down. */
  function cross(ctx, colours) {
    disc(ctx, 9, colours.ink, colours.canvas);
    strokes(ctx, "M-3-3 3 3 M3-3-3 3", colours.card);
  }

  /** A bolt: this is what has failed. */
  function bolt(ctx, colours) {
    disc(ctx, 10, colours.down, colours.canvas);
    strokes(ctx, "M1-5.5-3 .8H3L-1 5.5", colours["on-down"], 1.8);
  }

  function pill(ctx, colours, text) {
    ctx.font = `600 11px ${colours.font}`;
    const width = ctx.measureText(text).width + 12;
    ctx.beginPath();
    ctx.roundRect(8 - width, -8, width, 17, 8.5);
    ctx.fillStyle = colours.ink;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = colours.canvas;
    ctx.stroke();
    ctx.fillStyle = colours.card;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, 8 - width / 2, 1);
  }

  function amount(value) {
    return value >= 10_000 ? `${Math.round(value / 1000)}k` : String(value);
  }

  /** The frames of locations with their names, behind everything. */
  function areas(ctx, frames, { colours, scale }) {
    const size = Words.size(13, 17, scale);
    for (const { name, left, top, right, bottom } of frames) {
      ctx.beginPath();
      ctx.roundRect(left, top, right - left, bottom - top, 12);
      ctx.fillStyle = colours.tile;
      ctx.globalAlpha = 0.6;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.lineWidth = 1 / Math.min(1, scale);
      ctx.strokeStyle = colours.line;
      ctx.stroke();
      Object.assign(ctx, { textAlign: "left", textBaseline: "middle", direction: "ltr" });
      ctx.font = `600 ${size}px ${colours.font}`;
      ctx.fillStyle = colours.muted;
      ctx.fillText(name, left + 14, top + 20, right - left - 28);
    }
  }

  /** `look` as for a card; a line leaves and arrives level, and bends only between columns. */
  function line(ctx, { from, to, edge }, look, { colours, scale, isDense, isMap }) {
    const isStrong = look === "down" || look === "near";
    const weight = edge.weight ? Math.min(6, 1.2 * Math.log10(edge.weight)) : 0;
    const base = edge.colour ? 4.5 / scale : (edge.role === "link" ? 2.4 : 1.4) + weight;
    ctx.globalAlpha = look === "faded" ? 0.16 : isStrong ? 1 : isDense ? 0.45 : 0.9;
    ctx.lineWidth = Math.max(base + (isStrong ? 0.9 : 0), (isStrong ? 1.2 : 0.5) / scale);
    ctx.strokeStyle = { down: colours.down, near: colours.focus }[look] || edge.colour || ink(edge, colours);
    ctx.setLineDash(edge.dashes || []);
    const end = isMap ? straight(ctx, from, to) : route(ctx, from, to, edge.lane);
    ctx.stroke();
    ctx.setLineDash([]);
    if (edge.arrows && scale > VISIBLE && !isMap) arrow(ctx, end, ctx.strokeStyle);
  }

  function ink(edge, colours) {
    return colours[{ link: "link", reach: "reach", hit: "hit" }[edge.role] || "edge"];
  }

  function straight(ctx, from, to) {
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    return to;
  }

  /** Traces a line and returns its end and direction. */
  function route(ctx, from, to, lane) {
    const way = Math.sign(to.x - from.x);
    const start = { x: from.x + ((way || 1) * box(from).width) / 2, y: from.y };
    const end = { x: to.x - ((way || -1) * box(to).width) / 2, y: to.y };
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    if (!way) {
      ctx.bezierCurveTo(start.x + 46, start.y, end.x + 46, end.y, end.x, end.y);
      return { ...end, way: -1 };
    }
    let last = start;
    for (const [x, y] of lane) {
      bend(ctx, last, { x, y });
      last = { x, y };
    }
    bend(ctx, last, end);
    return { ...end, way };
  }

  function bend(ctx, a, b) {
    const middle = (a.x + b.x) / 2;
    if (Math.abs(a.y - b.y) < 0.5) ctx.lineTo(b.x, b.y);
    else ctx.bezierCurveTo(middle, a.y, middle, b.y, b.x, b.y);
  }

  function arrow(ctx, { x, y, way }, colour) {
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - way * 9, y - 4.5);
    ctx.lineTo(x - way * 9, y + 4.5);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
  }

  return { theme, areas, box, card, line };
})();
