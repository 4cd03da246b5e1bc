function show(next) {
  picture = next;
  state.isMoved = false;
  state.inGroups = groupsOf([...state.failed, ...state.fallen, ...state.hurt]);
  network.setData(visData());
  tellShown();
  // The words above may take another line: the canvas has its size before anything is fitted.
  network.setSize("100%", "100%");
  fitFirst();
}

/** Says what is drawn of how much, and offers the other pictures. */
function tellShown() {
  const note = byId("shown");
  note.replaceChildren(...said(), ...offers());
  Legend.utilisation(new Set(picture.isMap ? picture.lines.map((line) => line.used) : []));
}

function said() {
  const [placed, all] = [number(picture.places.size), number(page.count)];
  if (picture.isMap) {
    const more = picture.leftOut ? ` ${number(picture.leftOut)} further ones are left out.` : "";
    const beside = picture.beside ? ` ${number(picture.beside)} without coordinates stand on the left.` : "";
    const links = picture.links ? ` and ${counted(picture.links, "link")}` : "";
    const isColoured = picture.lines.some((line) => line.colour);
    const colours = isColoured ? " Links have the colour of their highest utilisation." : "";
    return [`Map of ${counted(picture.mapped, "place")}${links}.${colours}${beside}${more} `];
  }
  if (picture.groups) {
    const { boxes, groups, alone } = picture;
    const which = page.single.size ? "on the ways from the worst findings to targets" : "the first targets";
    const drawn = `${number(boxes)} of ${all} ${boxes === 1 ? "is" : "are"} drawn, ${which}`;
    const besides = alone ? ` and ${number(alone)} ${alone === 1 ? "that is" : "that are"} alone` : "";
    return [`${drawn}; the rest is in ${counted(groups.length, "group")} by `, chooser(), `${besides}. `];
  }
  if (picture.areas) return [`All ${all} are drawn, in ${counted(picture.areas.length, "location")}; lines show where you point. `];
  if (picture === overview) {
    if (overview.near) return [`${picture.note} `];
    return pictures.first.length || pictures.map ? [`All ${all} are drawn. `] : [];
  }
  return [`${placed} of ${all} are drawn: ${picture.note} `];
}

/** By what the rest is gathered: a list where there are several ways. */
function chooser() {
  const { first } = pictures;
  if (first.length === 1) return first[0].by;
  const choose = (event) => {
    show(first[Number(event.target.value)]);
    byId("gathered-by").focus();
  };
  const options = first.map((one, n) => el("option", { value: n, selected: one === picture }, one.by));
  return el("select", { id: "gathered-by", class: "inline", "aria-label": "Groups by", onchange: choose }, options);
}

/** Buttons for the other pictures. */
function offers() {
  const { first, map, areas } = pictures;
  const ways = [];
  const way = (text, next) => {
    const onclick = () => show(next);
    ways.push(el("button", { type: "button", class: "text", onclick }, text), " ");
  };
  const isOther = picture !== overview && picture !== map && picture !== areas && !picture.groups;
  if (isOther && !overview.near) way("Back", opening());
  if (picture !== overview) way(overview.near ? "Back to the overview" : "Show all", overview);
  if (first.length && !picture.groups) way("Worst findings", first[0]);
  if (overview.near && picture === overview) way("Draw the findings", overview.near);
  if (areas && picture !== areas) way("By location", areas);
  if (map && picture !== map) way("Map", map);
  return ways;
}

/** Shows a moment of a cascade in place of a selection; null goes back. */
function play(overlay, { isMoving = false } = {}) {
  if (overlay && state.failed.length) clear();
  if (overlay && (picture.groups || picture === overview) && overview.near) show(overview.near);
  else if (overlay && picture.groups) show(overview);
  state.play = overlay;
  if (overlay && isMoving) {
    const places = [...overlay.looks].filter(([v, how]) => how !== "plain" && picture.places.has(v));
    const nodes = places.map(([v]) => v);
    if (nodes.length && !nodes.some(isInView)) bringIntoView(nodes);
  }
  network.redraw();
}
