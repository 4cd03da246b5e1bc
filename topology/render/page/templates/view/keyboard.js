// -- keyboard -----------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onGraphKey(event) {
  if (event.key in ARROWS) {
    step(...ARROWS[event.key]);
  } else if ((event.key === "Enter" || event.key === " ") && state.cursor !== null) {
    pick(state.cursor, event.shiftKey);
  } else if (event.key === "+" || event.key === "-") {
    zoom(event.key === "+" ? 1.3 : 1 / 1.3);
  } else {
    return;
  }
  event.preventDefault();
}

/** Moves the cursor to the nearest node in a direction. */
function step(dx, dy) {
  const here = picture.places.get(state.cursor);
  const cost = ({ x, y }) => {
    const along = (x - here.x) * dx + (y - here.y) * dy;
    const across = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
    return along > 1 ? along + 2 * across : Infinity;
  };
  let best = null;
  for (const [v, place] of picture.places) {
    if (isHidden(v)) continue;
    const price = here ? cost(place) : place.x;
    if (price < Infinity && (best === null || price < best.price)) best = { v, price };
  }
  if (!best) return;
  state.cursor = best.v;
  network.redraw();
  lookAt(best.v);
  announce(`${short(page.label(best.v))}, ${short(page.entry(best.v).kind)}`);
}

function zoom(factor) {
  state.isMoved = true;
  network.moveTo({ scale: network.getScale() * factor, animation: false });
}
