/** Whether a node is on screen, and big enough to read. */
function isInView(v) {
  const { x, y } = network.canvasToDOM(picture.places.get(v));
  const { clientWidth: width, clientHeight: height } = container;
  const isInside = x > 40 && y > 30 && x < width - 40 && y < height - 30;
  return isInside && network.getScale() > LEGIBLE;
}

/** Moves so that all that goes down can be seen and read, or else what fails. */
function bringIntoView(v, fallen) {
  const all = [v, ...fallen].filter((other) => picture.places.has(other));
  if (all.every(isInView)) return;
  const whole = viewOf(bounds(all));
  if (whole.scale > LEGIBLE) moveTo({ ...whole, scale: Math.min(whole.scale, 0.8) });
  else lookAt(v);
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
