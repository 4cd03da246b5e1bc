"use strict";

/* Icons of the known kinds, as strokes in a square of 24; any other kind gets a plain ring. */
const Icons = (() => {
  const PATHS = {
    service: "M4 7.5 12 3l8 4.5v9L12 21l-8-4.5z M4 7.5l8 4.5 8-4.5 M12 12v9",
    function: "M9 20c2 0 3-1.5 3.4-4l1.4-8c.4-2.5 1.4-4 3.4-4 M8.5 10.5h7.5",
    "data-centre": "M5 3.5h14V8H5z M5 9.8h14v4.4H5z M5 16h14v4.5H5z M8 5.8h.01 M8 12h.01 M8 18.2h.01",
    server: "M5 5h14v6H5z M5 13h14v6H5z M8 8h.01 M8 16h.01",
    database:
      "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3z M5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6 " +
      "M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3",
    storage: "M4 6h16v12H4z M4 14h16 M16 16.2h.01",
    queue: "M4 6h16 M4 12h16 M4 18h10",
    power: "M13 2.5 5.5 13.5H11l-1 8L18 10h-6z",
    fibre: "M2.5 12c3.2-8 6.3-8 9.5 0s6.3 8 9.5 0",
    link: "M9.5 14.5l5-5 M8 10.5l-2.2 2.2a3.9 3.9 0 0 0 5.5 5.5L13.5 16 M10.5 8l2.2-2.2a3.9 3.9 0 0 1 5.5 5.5L16 13.5",
    duct: "M4 12c0-2.5 1.1-4.5 2.5-4.5S9 9.5 9 12s-1.1 4.5-2.5 4.5S4 14.5 4 12z M6.5 7.5h11c1.4 0 2.5 2 2.5 4.5s-1.1 4.5-2.5 4.5h-11",
    network: "M4 9h15l-3.5-3.5 M20 15H5l3.5 3.5",
    region: "M12 21c-4.2-4.8-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.3 6.2-6.5 11z M12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z",
    "sub-site": "M4 4h7v7H4z M13 4h7v7h-7z M4 13h7v7H4z M13 13h7v7h-7z",
    partner: "M9 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z M15 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
    internet: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c3.5 3.5 3.5 14.5 0 18 M12 3c-3.5 3.5-3.5 14.5 0 18",
    cloud: "M7 18a4 4 0 0 1-.3-8 5.6 5.6 0 0 1 10.8 1.3A3.4 3.4 0 0 1 17.2 18z",
    people: "M12 4a3.8 3.8 0 1 0 0 7.6A3.8 3.8 0 0 0 12 4z M4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
    money: "M3 7h18v10H3z M12 9.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z",
    hazard: "M12 4l9 16H3z M12 10v4.5 M12 17.3h.01",
    deploy: "M12 17V4 M6.5 9.5 12 4l5.5 5.5 M5 20.5h14",
    "shared-risk": "M12 3v5 M12 16v5 M3 12h5 M16 12h5 M6 6l2.8 2.8 M15.2 15.2 18 18 M18 6l-2.8 2.8 M8.8 15.2 6 18",
    other: "M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
  };

  const ALIASES = {
    service: ["application", "app", "api", "platform", "core-platform", "system", "gateway", "site"],
    function: ["business-function", "product"],
    "data-centre": ["data-center", "datacenter", "datacentre", "dc", "availability-zone", "zone"],
    server: ["host", "machine", "vm", "node", "rack", "cluster"],
    database: ["db", "data", "cache", "store"],
    storage: ["disk", "backup", "volume"],
    queue: ["broker", "topic", "backlog", "process", "desk"],
    power: ["grid", "power-feed", "feed", "ups", "generator", "substation"],
    fibre: ["fiber", "optic-fibre", "cable", "submarine-cable", "circuit"],
    link: ["connection", "line", "radio"],
    duct: ["conduit", "trench", "tunnel"],
    network: ["network-device", "router", "switch", "load-balancer", "firewall", "edge", "core", "pop"],
    region: ["city", "country", "location", "building", "campus", "office"],
    "sub-site": ["subsite", "channel", "shop", "branch"],
    partner: ["supplier", "provider", "third-party", "bank"],
    internet: ["network-provider", "isp", "dns", "web"],
    cloud: ["cloud-provider"],
    people: ["operator-action", "operator", "staff", "team", "crew", "user", "hotline", "customer"],
    money: ["fund", "bill", "utility-bill", "payment", "money-market-fund"],
    hazard: ["flood", "quake", "earthquake", "fire", "storm", "disaster"],
    deploy: ["release", "change", "rollout", "configuration", "config"],
    "shared-risk": ["srlg", "common-cause"],
  };

  const known = new Map();
  for (const name of Object.keys(PATHS)) known.set(name, name);
  for (const [name, others] of Object.entries(ALIASES)) {
    for (const other of others) known.set(other, name);
  }

  /** The path data of a kind's icon. */
  function path(kind) {
    const plain = kind.slice(0, 40).toLowerCase().replace(/[\s_]+/g, "-");
    return PATHS[known.get(plain) || known.get(plain.replace(/s$/, "")) || "other"];
  }

  /** A kind's icon as an element for the page. */
  function element(kind) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "icon");
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
    shape.setAttribute("d", path(kind));
    svg.append(shape);
    return svg;
  }

  return { path, element };
})();
