function show(next) {
  picture = next;
  state.isMoved = false;
  network.setData(visData());
  fit(true);
  tellShown();
}

function tellShown() {
  const drawn = picture.places.size;
  const note = byId("shown");
  note.replaceChildren();
  if (picture === overview && drawn === page.count) return;
  if (picture === overview && overview.near) {
    const near = () => show(overview.near);
    const button = el("button", { type: "button", class: "text", onclick: near }, "Draw the findings");
    note.append(`${picture.note} `, button);
    return;
  }
  note.append(`${number(drawn)} of ${number(page.count)} are drawn: ${picture.note} `);
  if (picture === overview) return;
  const back = () => show(overview);
  note.append(el("button", { type: "button", class: "text", onclick: back }, "Back to the overview"));
}

/** Shows a moment of a cascade in place of a selection; null goes back. */
function play(overlay, { isMoving = false } = {}) {
  if (overlay && state.failed.length) clear();
  if (overlay && picture === overview && overview.near) show(overview.near);
  state.play = overlay;
  if (overlay && isMoving) {
    const places = [...overlay.looks].filter(([v, how]) => how !== "plain" && picture.places.has(v));
    const nodes = places.map(([v]) => v);
    if (nodes.length && !nodes.some(isInView)) bringIntoView(nodes[0], nodes);
  }
  network.redraw();
}
