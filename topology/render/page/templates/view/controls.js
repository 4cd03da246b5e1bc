// -- wiring -------------------------------------------------------------------------------------

function filter(hidden) {
  state.hidden = hidden;
  network.setData(visData());
  announce(hidden.size ? `${counted(hidden.size, "kind")} hidden` : "All kinds shown");
}

/** Fades what is elsewhere, or no single point of failure of a class. */
function want(field, value) {
  state.wanted[field] = value;
  network.redraw();
  const left = [...picture.places.keys()].filter(isWanted).length;
  const isAny = state.wanted.location || state.wanted.class;
  announce(isAny ? `${number(left)} of ${number(picture.places.size)} match` : "All shown");
}

function restyle() {
  colours = Drawing.theme();
  Legend.paint(colours);
  network.redraw();
}

function onKey(event) {
  if (event.key === "Escape") {
    hover(null);
    clear();
  } else if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  }
}

/** As high as the graph is at the width of the paper, within what fits on a page. */
function setPrinting(isPrinting) {
  document.documentElement.classList.toggle("print", isPrinting);
  const [left, top, right, bottom] = bounds();
  const height = Math.min(1080, 1080 * (bottom - top) / (right - left));
  container.parentElement.style.height = isPrinting ? `${Math.ceil(height)}px` : "";
  network.setSize("100%", "100%");
  fit();
  restyle();
}

function wire() {
  Search.wire(page, (v) => select([v], { isMoving: true }), announce);
  container.addEventListener("keydown", onGraphKey);
  container.addEventListener("focus", () => network.redraw());
  container.addEventListener("blur", () => {
    state.cursor = state.failed[0] ?? null;
    network.redraw();
  });
  document.addEventListener("keydown", onKey);
  byId("close").addEventListener("click", () => { clear(); container.focus(); });
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  for (const button of byId("summary").querySelectorAll("[data-node]")) {
    button.prepend(Icons.element(button.dataset.kind));
    button.addEventListener("click", () => {
      select([Number(button.dataset.node)], { isMoving: true, isFocusing: true });
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", async () => {
    if (pictures.map) await colourMap(pictures.map);
    restyle();
  });
  window.addEventListener("beforeprint", () => setPrinting(true));
  window.addEventListener("afterprint", () => setPrinting(false));
}
