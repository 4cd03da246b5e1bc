// -- selecting ----------------------------------------------------------------------------------

/** Fails these nodes: lights up what goes down, and says so in the panel. */
function select(failed, { isMoving = false, isFocusing = false, areAll = false } = {}) {
  if (failed.some((v) => v >= page.count)) {
    hover(null);
    show(Groups.members(page, failed.find((v) => v >= page.count), cardsOf));
    return;
  }
  const fallen = Structure.blast(page.graph, failed, areAll);
  const touching = failed.flatMap((v) => page.relations.out[v].concat(page.relations.into[v]));
  const near = new Set(touching.flatMap(({ from, to }) => [from, to]));
  const cursor = failed[failed.length - 1];
  document.dispatchEvent(new Event("topology-select"));
  const hurt = new Set(failed.length === 1 && !areAll ? page.byLoad(failed[0]).keys() : []);
  Object.assign(state, { failed, fallen: new Set(fallen), hurt, near, cursor, play: null });
  if (!picture.places.has(failed[0])) showWith(failed[0]);
  state.inGroups = groupsOf([...failed, ...fallen, ...hurt]);
  if (isMoving) bringIntoView([...failed, ...fallen, ...hurt]);
  network.redraw();
  const choose = (v) => select([v], { isMoving: true, isFocusing: true });
  const members = (next) => select(failed, { areAll: next, isFocusing: true });
  const ways = { choose, focus: showAround, members };
  byId("detail-body").replaceChildren(...Panel.detail(page, { failed, fallen, areAll }, ways));
  byId("summary").hidden = true;
  byId("detail").hidden = false;
  byId("panel").scrollTop = 0;
  if (isFocusing) byId("detail").querySelector("h2").focus({ preventScroll: true });
  announce(Panel.inWords(page, failed, fallen));
}

/** Selects a node; with `isAlso` it joins what has failed, or leaves it. */
function pick(v, isAlso) {
  const isMoving = true;
  if (!isAlso || !state.failed.length) select([v], { isMoving });
  else if (!state.failed.includes(v)) select([...state.failed, v], { isMoving });
  else if (state.failed.length > 1) select(state.failed.filter((other) => other !== v), { isMoving });
  else clear();
}

function clear() {
  if (!state.failed.length) return;
  Object.assign(state, { failed: [], fallen: new Set(), hurt: new Set(), inGroups: new Map() });
  network.unselectAll();
  network.redraw();
  byId("detail").hidden = true;
  byId("summary").hidden = false;
  announce("Nothing selected");
}

/** Draws what has a node: all, where all of a topology is drawn, or else what is near the node. */
function showWith(v) {
  if (overview.places.has(v)) show(overview);
  else showAround(v);
}

/** Of each group in the picture that some nodes are in, how many of its own they are, in words. */
function groupsOf(nodes) {
  const amounts = new Map();
  for (const v of new Set(picture.standsFor ? nodes : [])) {
    const group = picture.standsFor(v);
    if (group >= page.count) amounts.set(group, (amounts.get(group) || 0) + 1);
  }
  const told = ([group, amount]) =>
    [group, `${number(amount)} of ${number(page.entry(group).count)} affected`];
  return new Map([...amounts].map(told));
}

function showAround(v, hops) {
  const { places, lines, leftOut } = Relations.around(page.relations, v, hops);
  const cut = leftOut ? `, ${number(leftOut)} further ones left out` : "";
  const note = `what is near ${short(page.label(v))}${cut}.`;
  show({ places, lines, cards: cardsOf(places), note });
}
