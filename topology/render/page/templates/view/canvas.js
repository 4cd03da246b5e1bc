// -- drawing ------------------------------------------------------------------------------------

function makeNetwork() {
  const options = { ...overview.options };
  options.nodes = { ...options.nodes, ctxRenderer: renderNode };
  const made = new vis.Network(container, visData(), options);
  made.on("beforeDrawing", renderLines);
  made.on("afterDrawing", renderNames);
  made.on("click", ({ nodes, event }) => {
    if (!nodes.length) clear();
    else pick(nodes[0], Boolean(event.srcEvent && event.srcEvent.shiftKey));
  });
  made.on("hoverNode", ({ node }) => hover(node));
  made.on("blurNode", () => hover(null));
  made.on("dragStart", () => {
    state.isMoved = true;
    hover(null);
  });
  made.on("zoom", () => {
    state.isMoved = true;
    hover(null);
  });
  made.on("resize", () => requestAnimationFrame(() => !state.isMoved && fitFirst()));
  return made;
}

function visData() {
  const nodes = [...picture.places].map(([v, { x, y }]) => ({ id: v, x, y, hidden: isHidden(v) }));
  const edges = picture.lines.map((line, id) => ({ ...line, id }));
  return { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) };
}

function renderNode({ ctx, id }) {
  const node = picture.cards.get(id);
  const settings = {
    colours,
    note: state.play ? state.play.notes.get(id) || "" : state.inGroups.get(id) ?? null,
    scale: network ? network.getScale() : 1,
    isHovered: state.hovered === id,
    isFocused: state.cursor === id && container.contains(document.activeElement),
  };
  const draw = picture.isMap ? Pins.pin : Drawing.card;
  return {
    drawNode: () => draw(ctx, node, look(id), settings),
    nodeDimensions: boxOf(node),
  };
}

/** The size of what is drawn for a node: of a card, or of a dot on a map. */
function boxOf(node, scale = network ? network.getScale() : 1) {
  return picture.isMap ? Pins.box(node, scale) : Drawing.box(node);
}

/** The names on a map: what is down and what fails first, then targets, single points and places. */
function renderNames(ctx) {
  if (!picture.isMap) return;
  const scale = network.getScale();
  const { x: left, y: top } = network.DOMtoCanvas({ x: 4, y: 4 });
  const far = { x: container.clientWidth - 4, y: container.clientHeight - 4 };
  const { x: right, y: bottom } = network.DOMtoCanvas(far);
  const lit = (v) => state.failed.includes(v) || v === state.hovered || v === state.cursor;
  const rank = ({ v, isTarget, isSingle, isLink }) =>
    [lit(v), state.fallen.has(v), isTarget, isSingle && !isLink, !isLink].indexOf(true);
  const nodes = [...picture.cards.values()].filter((node) => !isHidden(node.v));
  const named = nodes.filter((node) => rank(node) >= 0);
  named.sort((a, b) => rank(a) - rank(b) || a.v - b.v);
  const shown = state.failed.length ? named.filter(({ v }) => look(v) !== "faded") : named;
  picture.written = Pins.names(ctx, shown, { colours, scale, view: [left, top, right, bottom] });
}

function look(v) {
  if (state.play) return state.play.looks.get(v) || "plain";
  if (!state.failed.length) return isWanted(v) ? "plain" : "faded";
  if (state.failed.includes(v)) return "cause";
  if (state.fallen.has(v)) return "down";
  if (state.hurt.has(v)) return "short";
  if (state.inGroups.has(v)) return "short";
  return state.near.has(v) ? "near" : "faded";
}

function renderLines(ctx) {
  const settings = { colours, scale: network.getScale(), isDense: picture.lines.length > 250, isMap: picture.isMap };
  if (picture.areas) Drawing.areas(ctx, picture.areas, settings);
  const late = [];
  for (const edge of picture.lines) {
    if (isHidden(edge.from) || isHidden(edge.to)) continue;
    const line = { from: picture.cards.get(edge.from), to: picture.cards.get(edge.to), edge };
    const how = lineLook(edge);
    if (edge.isQuiet && how !== "near" && how !== "down") continue;
    if (how === "down" || how === "near") late.push([line, how]);
    else Drawing.line(ctx, line, how, settings);
  }
  for (const [line, how] of late) Drawing.line(ctx, line, how, settings);
  ctx.globalAlpha = 1;
}

function lineLook({ from, to, role }) {
  if (state.play) return state.play.carrying.has(`${from} ${to}`) ? "near" : "plain";
  if (state.failed.length) {
    const isLit = (v) => state.failed.includes(v) || state.fallen.has(v);
    if (role !== "soft" && isLit(from) && isLit(to)) return "down";
    return state.failed.includes(from) || state.failed.includes(to) ? "plain" : "faded";
  }
  if (!isWanted(from) && !isWanted(to)) return "faded";
  const near = [state.hovered, state.cursor];
  return near.includes(from) || near.includes(to) ? "near" : "plain";
}

/** Whether a node is at the location and of the class that is asked for, if any is. */
function isWanted(v) {
  if (v >= page.count) return true;
  const { location, class: wanted } = state.wanted;
  if (location && page.entry(v).location !== location) return false;
  return !wanted || (page.classes.get(v) || []).includes(wanted);
}

function isHidden(v) {
  return state.hidden.has(page.entry(v).kind);
}
