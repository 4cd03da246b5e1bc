/** Shows the cards whole; vis-network's own fit goes by their centres until they are drawn. */
/** The rectangle that the cards are in, with a margin: left, top, right, bottom. */
function bounds(nodes = picture.places.keys()) {
  const margin = 24;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const v of nodes) {
    const { x, y } = picture.places.get(v);
    const { width, height } = Drawing.box(picture.cards.get(v));
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

/** The first view: all of it where that can be read, else from the first target on. */
function fit(isFirst = false) {
  network.moveTo({ ...viewOf(bounds()), animation: false });
  const least = container.clientWidth < 700 ? 0.5 : 0.1;
  if (!isFirst || network.getScale() >= least) return;
  const all = [...picture.places];
  const targets = all.filter(([v]) => page.isTarget(v));
  const leftmost = (best, place) => (place[1].x < best[1].x ? place : best);
  const [, start] = (targets.length ? targets : all).reduce(leftmost);
  const x = start.x - 120 + container.clientWidth / 2 / least;
  network.moveTo({ scale: least, position: { x, y: start.y }, animation: false });
}
