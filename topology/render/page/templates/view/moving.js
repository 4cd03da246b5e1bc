/** Whether the whole card of a node is on screen, and big enough to read. */
function isInView(v) {
  const scale = network.getScale();
  const { x, y } = network.canvasToDOM(picture.places.get(v));
  const { width, height } = boxOf(picture.cards.get(v));
  const [w, h] = [(width * scale) / 2, (height * scale) / 2];
  const { clientWidth, clientHeight } = container;
  const isInside = x - w >= 0 && y - h >= 0 && x + w <= clientWidth && y + h <= clientHeight;
  return isInside && (picture.isMap || scale >= LEGIBLE);
}

/** Moves so that all that is affected is seen, groups that hold some of it included. */
function bringIntoView(nodes) {
  const drawn = nodes.map((v) => picture.standsFor?.(v) ?? v);
  const all = [...new Set(drawn)].filter((v) => picture.places.has(v));
  if (!all.length || all.every(isInView)) return;
  const whole = viewOf(bounds(all));
  // The whole of every dot of a map, whose size on screen is always the same.
  if (picture.isMap) whole.scale *= 1 - 24 / Math.min(container.clientWidth, container.clientHeight);
  moveTo({ ...whole, scale: Math.min(whole.scale, picture.isMap ? 0.8 : 1) });
}

function lookAt(v) {
  if (isInView(v)) return;
  moveTo({ position: picture.places.get(v), scale: Math.max(network.getScale(), 0.6) });
}

function moveTo(view) {
  state.isMoved = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const animation = calm ? false : { duration: 300, easingFunction: "easeInOutQuad" };
  network.moveTo({ ...view, animation });
}
