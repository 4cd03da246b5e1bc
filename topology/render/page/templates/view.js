"use strict";

/* The page: draws the graph, and answers clicks, keys, search and filters. */
window.topologyReady = (async () => {
  const { el, short, number, counted } = Dom;
  /** The scale below which cards cannot be read: letters are then smaller than Words.LEAST. */
  const LEGIBLE = 0.68;
  /** Where each class of utilisation ends, as in scale.py. */
  const UP_TO = [0.2, 0.4, 0.6, 0.8, 1];
  const byId = (id) => document.getElementById(id);
  const page = makePage(await Dom.embedded("topology-data"));
  const pictures = makePictures(await Dom.embedded("graph-data"));
  const overview = pictures.all;
  const state = {
    failed: [],
    fallen: new Set(),
    hurt: new Set(),
    near: new Set(),
    inGroups: new Map(),
    hidden: new Set(),
    hovered: null,
    cursor: null,
    play: null,
    wanted: { location: "", class: "" },
  };
  let picture = overview;
  let colours = Drawing.theme();
  const container = byId("graph");
  let network = null;
  network = makeNetwork();

  // include: view/model.js

  // include: view/canvas.js

  // include: view/fitting.js

  // include: view/shown.js

  // include: view/selection.js

  // include: view/moving.js

  function announce(text) {
    byId("announce").textContent = text;
  }

  // include: view/tooltip.js

  // include: view/keyboard.js

  // include: view/controls.js

  Legend.makeKinds(page, filter);
  Legend.makeChoices(page, want);
  Legend.make([...overview.cards.values()], overview.lines);
  wire();
  if (pictures.map) await colourMap(pictures.map);
  show(opening());
  restyle();
  // Who is joined to whom takes a while in a big topology: not with the first click.
  (window.requestIdleCallback ?? setTimeout)(() => page.relations);

  const numbers = new Map(Array.from({ length: page.count }, (_, v) => [page.entry(v).id, v]));
  /** For tests and for anyone who looks from the console. */
  window.topologyView = {
    network,
    state,
    page,
    placeOf: (id) => network.canvasToDOM(picture.places.get(numbers.get(id))),
    lookOf: (id) => look(numbers.get(id)),
    /** Id, left, top, right and bottom of every card that is drawn. */
    boxes: () => [...picture.cards.values()].map((card) => {
      const { width, height } = boxOf(card);
      const [x, y] = [card.x, card.y];
      return [page.entry(card.v).id, x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    }),
    /** Of every card in the last frame its text as it was drawn, with the height of letters. */
    texts: () => (picture.isMap ? picture.written : [...picture.cards.values()].map((card) => ({ v: card.v, ...card.text })))
      .map((text) => ({ ...text, id: page.entry(text.v).id, label: picture.cards.get(text.v).label })),
    /** Draws the whole graph, or the first view, or the map. */
    draw: (what) => show({ all: overview, first: pictures.first[0], map: pictures.map, areas: pictures.areas }[what]),
    nowDrawn: () => (picture === overview ? "all" : picture.isMap ? "map" : picture.groups ? "first" : "part"),
    has: (what) => what === "all" || Boolean(what === "first" ? pictures.first[0] : pictures[what]),
    /** What stands below the names of single points of failure in the last frame. */
    classTexts: () => [...picture.cards.values()].filter((card) => card.isMarked && card.text && !state.failed.length)
      .map((card) => card.text.below).filter(Boolean),
    /** The colours of the links on the map that have one, by id. */
    lineColours: () => Object.fromEntries(pictures.map.lines.filter((line) => line.colour)
      .map((line) => [page.entry(line.link).id, line.colour])),
    hidden: () => [...picture.places.keys()].filter(isHidden).map((v) => page.entry(v).id),
    drawn: () => [...picture.places.keys()].map((v) => page.entry(v).id),
    /** The ids of all that is down when these fail, those never up included. */
    down: (ids) => {
      const isDown = Structure.down(page.graph, ids.map((id) => numbers.get(id)));
      return page.model.components.filter((_, v) => isDown[v]).map((component) => component.id);
    },
    select: (ids) => select(ids.map((id) => numbers.get(id)), { isMoving: true }),
    clear,
    play,
    choose: (v) => select([v], { isMoving: true, isFocusing: true }),
  };
})();
