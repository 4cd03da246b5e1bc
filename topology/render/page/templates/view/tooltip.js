// -- tooltip ------------------------------------------------------------------------------------

function hover(v) {
  state.hovered = v;
  container.classList.toggle("pointing", v !== null);
  const tip = byId("tip");
  tip.hidden = v === null;
  network.redraw();
  if (v === null) return;
  tip.replaceChildren(...Panel.tip(page, v));
  const { width, height } = boxOf(picture.cards.get(v));
  const scale = network.getScale();
  const at = network.canvasToDOM(picture.places.get(v));
  const below = at.y + (height / 2) * scale + 12;
  const isBelow = below + tip.offsetHeight < container.clientHeight;
  const top = isBelow ? below : Math.max(8, at.y - (height / 2) * scale - 12 - tip.offsetHeight);
  const most = container.clientWidth - tip.offsetWidth - 8;
  const left = Math.min(Math.max(8, at.x - (width / 2) * scale), Math.max(8, most));
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
