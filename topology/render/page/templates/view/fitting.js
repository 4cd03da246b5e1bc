/** The rectangle that the cards are in, with a margin: left, top, right, bottom. */
function bounds(nodes = picture.places.keys(), of = picture) {
  const margin = of.isMap ? 40 : 18;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const v of nodes) {
    const { x, y } = of.places.get(v);
    const { width, height } = of.isMap ? { width: 0, height: 0 } : Drawing.box(of.cards.get(v));
    [left, right] = [Math.min(left, x - width / 2), Math.max(right, x + width / 2)];
    [top, bottom] = [Math.min(top, y - height / 2), Math.max(bottom, y + height / 2)];
  }
  return [left - margin, top - margin, right + margin, bottom + margin];
}

/** Where to look from to have a rectangle on screen. */
function viewOf([left, top, right, bottom]) {
  const across = container.clientWidth / (right - left);
  const down = container.clientHeight / (bottom - top);
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return { position, scale: Math.min(1.15, across, down) };
}

/** Whether all of a picture can be read at once. */
function isReadable(of) {
  return of.isMap || viewOf(bounds(of.places.keys(), of)).scale >= LEGIBLE;
}

/** The picture to open on: a map where most have coordinates, else all if that can be read at once. */
function opening() {
  if (pictures.map && pictures.map.isUsual) return pictures.map;
  return isReadable(overview) ? overview : pictures.first[0] ?? overview;
}

/** All of the picture. */
function fit() {
  network.moveTo({ ...viewOf(bounds()), animation: false });
}

/** The first view: all of it where that can be read, else as much as can be, from the worst on. */
function fitFirst() {
  const whole = bounds();
  const view = viewOf(whole);
  if (isReadable(picture)) return network.moveTo({ ...view, animation: false });
  const start = picture.places.get(page.worst.find((v) => picture.places.has(v)) ?? leftmost());
  const [left, top, right, bottom] = whole;
  const within = (at, low, high, half) =>
    (high - low <= 2 * half ? (low + high) / 2 : Math.min(Math.max(at, low + half), high - half));
  const half = { x: container.clientWidth / 2 / LEGIBLE, y: container.clientHeight / 2 / LEGIBLE };
  const position = {
    x: within(start.x, left, right, half.x), y: within(start.y, top, bottom, half.y),
  };
  return network.moveTo({ scale: LEGIBLE, position, animation: false });
}

function leftmost() {
  const all = [...picture.places];
  const targets = all.filter(([v]) => page.isTarget(v));
  const further = (best, place) => (place[1].x < best[1].x ? place : best);
  return (targets.length ? targets : all).reduce(further)[0];
}
