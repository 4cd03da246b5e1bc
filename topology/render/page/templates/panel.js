"use strict";

/* The side panel: what goes down with what was clicked, why, and what is known of it. */
const Panel = (() => {
  const { el, shown, short, number, percent, counted } = Dom;
  const LISTED = 200;
  /** Steps of a long way that are told from either end. */
  const ENDS = 6;

  /** The panel's content for failures; `page` knows the model, `choose` selects another
      node, `focus` draws what is near one, `members` lets one or all members fail. */
  function detail(page, { failed, fallen, areAll }, { choose, focus, members }) {
    if (failed.length > 1) return together(page, failed, fallen, choose);
    const v = failed[0];
    const node = page.entry(v);
    return [
      heading(node),
      blast(page, failed, fallen, areAll),
      node.count > 1 && v < page.size ? membership(node, areAll, members) : null,
      findings(page, v),
      areAll ? null : reasons(page, v, fallen, choose),
      fallsTo(page, v, choose),
      goingDown(page, { failed, fallen, areAll }, choose),
      facts(page, node, choose),
      joined(page, v, choose),
      near(v, focus),
    ].filter(Boolean);
  }

  /** How many members have failed, and a button for the other case. */
  function membership(node, areAll, members) {
    const said = areAll ? `All ${number(node.count)} members have failed. ` : "";
    const words = areAll ? "Let one fail" : `Let all ${number(node.count)} fail`;
    const change = () => members(!areAll);
    return el("p", {}, said, el("button", { type: "button", class: "text", onclick: change }, words));
  }

  /** Draws only what is so many steps from a node. */
  function near(v, focus) {
    const step = (hops) =>
      el("button", { type: "button", class: "text", onclick: () => focus(v, hops) }, counted(hops, "step"));
    const words = "Draw only what is within ";
    return el("section", {}, el("p", {}, words, step(1), ", ", step(2), " or ", step(3)));
  }

  /** Several failures at once: what they take down together, and what of it none does alone. */
  function together(page, failed, fallen, choose) {
    const alone = new Set(failed.flatMap((v) => Structure.blast(page.graph, [v])));
    const only = fallen.filter((v) => !alone.has(v));
    const others = fallen.filter((v) => !failed.includes(v)).length;
    const words = others
      ? `Together they take down ${counted(others, "other component")}`
      : "Nothing else goes down";
    const items = only.map((v) => el("li", {}, button(page, v, choose)));
    const apart = failed.length === 2 ? "Only by both" : "By none of them alone";
    return [
      el("h2", { tabindex: "-1", class: "title" }, failed.map((v) => short(page.label(v))).join(" + ")),
      el("section", { class: "blast" },
        el("p", { class: others ? "big" : "big calm" }, words), losses(page, fallen)),
      only.length
        ? listed(`${apart} (${number(only.length)})`, items.slice(0, LISTED), more(only.length))
        : el("p", { class: "muted" }, "Nothing goes down that does not with one of them alone."),
      page.model.hasLoads
        ? el("p", { class: "muted" }, "By structure; topology cascade --fail follows the load as well.")
        : null,
      goingDown(page, { failed, fallen }, choose),
    ].filter(Boolean);
  }

  function heading(node) {
    const title = el("h2", { tabindex: "-1", class: "title" }, shown(node.name || node.id));
    const id = el("code", {}, shown(node.id));
    const below = el("p", { class: "muted" }, id, ` · ${short(node.kind)}`);
    const tile = el("span", { class: "tile" }, Icons.element(node.kind));
    return el("div", { class: "headline" }, tile, el("div", {}, title, below));
  }

  /** What a failure or several come to, in a sentence for whoever listens. */
  function inWords(page, failed, fallen) {
    const others = fallen.filter((v) => !failed.includes(v)).length;
    const names = failed.map((v) => short(page.label(v))).join(" and ");
    const isOne = failed.length === 1;
    const hurt = isOne ? byLoad(page.byLoad(failed[0])) : "";
    const words = `${names}: ${isOne ? "takes" : "take"} down ${counted(others, "component")}`;
    return hurt ? `${words}; ${hurt}` : words;
  }

  /** What overload and delay alone do to targets; empty when nothing. */
  function byLoad(targets) {
    if (!targets.size) return "";
    const kinds = new Set(targets.values());
    const [below, late] = targets.size === 1
      ? ["falls below its level", "is back too late"]
      : ["fall below their level", "are back too late"];
    const isBelow = kinds.has("overload") || kinds.has("gray");
    const said = [isBelow && below, kinds.has("slow") && late].filter(Boolean);
    return `${counted(targets.size, "target")} ${said.join(" or ")}`;
  }

  function blast(page, failed, fallen, areAll) {
    const v = failed[0];
    const hurt = areAll ? "" : byLoad(page.byLoad(v));
    const others = fallen.filter((down) => !failed.includes(down)).length;
    const isUp = v < page.size && !fallen.includes(v);
    const entry = page.entry(v);
    const [words, isCalm] = outcome(page, v, { others, isUp, members: entry.count });
    const isQuiet = isCalm && hurt;
    const said = isQuiet ? [hurt] : [words, hurt].filter(Boolean);
    const lines = said.map((text) => el("p", { class: isCalm && !hurt ? "big calm" : "big" }, text));
    if (isQuiet) lines.push(el("p", { class: "muted" }, `${words}.`));
    if (!page.isJudged(v)) {
      lines.push(el("p", { class: "muted" }, "Overload and delay could not be judged."));
    }
    return el("section", { class: "blast" }, lines, losses(page, fallen));
  }

  /** The blast radius in words, and whether it is none. */
  function outcome(page, v, { others, isUp, members: count }) {
    const isRisk = v >= page.size;
    if (!isRisk && page.graph.baseline[v]) return ["Does not work, even with nothing failed", false];
    if (isUp && count > 1) return [`One of ${number(count)} members fails: nothing goes down`, true];
    if (!others) return [isRisk ? "Nothing goes down" : "Nothing else goes down", true];
    return [`Takes down ${counted(others, isRisk ? "component" : "other component")}`, false];
  }

  function losses(page, fallen) {
    const { demand, lossPerHour } = page.lost(fallen);
    const rows = [];
    if (demand > 0) {
      const unit = page.model.loadUnit ? ` ${shown(page.model.loadUnit)}` : "";
      const share = ` · ${percent(demand, page.total.demand)} of all demand`;
      rows.push(["Demand lost", `${number(demand)}${unit}${share}`]);
    }
    if (lossPerHour > 0) {
      const currency = page.model.currency ? ` ${shown(page.model.currency)}` : "";
      rows.push(["Money lost", `${number(lossPerHour)}${currency} an hour`]);
    }
    return rows.length ? list(rows) : null;
  }

  function list(rows) {
    const items = rows.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]);
    return el("dl", {}, items);
  }

  function reasons(page, v, fallen, choose) {
    const hurt = page.byLoad(v);
    const down = fallen.filter((other) => page.isTarget(other) && other !== v);
    const isTold = (target) => Boolean(page.reason(target, v));
    const hit = [...down, ...hurt.keys()].sort((a, b) => isTold(b) - isTold(a));
    if (!hit.length) return null;
    const parts = hit.slice(0, LISTED).map((target, i) => {
      const steps = page.reason(target, v);
      if (!steps) return el("div", {}, button(page, target, choose));
      const kind = hurt.has(target) ? ` · ${hurt.get(target)}` : "";
      return el(
        "details",
        { open: i < 3 },
        el("summary", {}, shown(short(page.label(target))), kind),
        el("ol", { class: "steps" }, steps.map((step) => stepped(page, step))),
      );
    });
    const isShort = hit.slice(0, LISTED).some((target) => !page.reason(target, v));
    const note = "Not all reasons are in this page; topology spof prints every one.";
    return el(
      "section",
      { class: "why" },
      el("h3", {}, "Single point of failure for"),
      parts,
      more(hit.length),
      isShort ? el("p", { class: "muted" }, note) : null,
    );
  }

  /** A step of a reason: its words, after what became of each alternative where too few are left. */
  function stepped(page, step) {
    if (typeof step === "string" || !Array.isArray(step[1])) return el("li", {}, Named.words(page, step));
    const [words, alternatives, further] = step;
    const steps = (all) => el("ol", { class: "steps" }, all.map((one) => stepped(page, one)));
    const lost = alternatives.map((all) => el("li", {}, steps(all)));
    const rest = further ? el("li", {}, `and ${number(further)} more`) : null;
    const said = el("div", { class: "then" }, Named.words(page, words));
    return el("li", { class: "with-lost" }, el("ul", { class: "lost" }, lost, rest), said);
  }

  /** What is wrong with it while nothing has failed. */
  function findings(page, v) {
    const parts = page.model.findings
      .filter(([nodes]) => nodes.includes(v))
      .map(([, heading, steps]) => [
        el("h3", {}, heading),
        el("ol", { class: "steps" }, steps.map((step) => el("li", {}, Named.words(page, step)))),
      ]);
    return parts.length ? el("section", { class: "why" }, parts.flat()) : null;
  }

  /** What takes a target down. */
  function fallsTo(page, v, choose) {
    const [total, causes] = page.causes.get(v) || [0, []];
    if (!total) return null;
    const items = causes.map((cause) => el("li", {}, button(page, cause, choose)));
    const title = `Falls to a single failure of (${number(total)})`;
    return listed(title, items, more(total, causes.length));
  }

  /** All that goes down, and behind each by which way, found once somebody asks. */
  function goingDown(page, { failed, fallen, areAll = false }, choose) {
    if (!fallen.some((v) => !failed.includes(v))) return null;
    const order = [...fallen].sort((a, b) => page.isTarget(b) - page.isTarget(a) || a - b);
    let reasons = null;
    const steps = (v) => (reasons ??= Reasons.of(page.graph, failed, areAll)).steps(v);
    const items = order.slice(0, LISTED).map((v) =>
      el("li", {}, button(page, v, choose), failed.includes(v) ? null : way(page, v, steps)));
    const title = `Goes down (${number(fallen.length)})`;
    return listed(title, items, more(fallen.length));
  }

  /** By which way something goes down: told when it is opened. */
  function way(page, v, steps) {
    const said = el("ol", { class: "steps" });
    const tell = () => {
      if (!said.childElementCount) said.append(...cut(steps(v)).map((words) => el("li", {}, Named.words(page, words))));
    };
    const name = el("span", { class: "unseen" }, ` ${short(page.label(v))} goes down`);
    return el("details", { class: "way", ontoggle: tell }, el("summary", {}, "Why", name), said);
  }

  /** A long way by its first and last steps. */
  function cut(steps) {
    if (steps.length <= 2 * ENDS + 1) return steps;
    const hidden = `… ${number(steps.length - 2 * ENDS)} more steps …`;
    return [...steps.slice(0, ENDS), hidden, ...steps.slice(-ENDS)];
  }

  function listed(title, items, rest) {
    return el("section", {}, el("h3", {}, title), el("ul", { class: "nodes" }, items), rest);
  }

  function more(total, most = LISTED) {
    return total > most ? el("p", { class: "muted" }, `and ${number(total - most)} more`) : null;
  }

  /** A button that selects a node. */
  function button(page, v, choose) {
    const { kind } = page.entry(v);
    return el(
      "button",
      { type: "button", class: "node", onclick: () => choose(v) },
      Icons.element(kind),
      el("span", { class: "label" }, short(page.label(v))),
      page.isTarget(v) ? el("span", { class: "mark target" }, "target") : null,
    );
  }

  function facts(page, node, choose) {
    const unit = page.model.loadUnit ? ` ${shown(page.model.loadUnit)}` : "";
    const currency = page.model.currency ? ` ${shown(page.model.currency)}` : "";
    const rows = [
      ["Location", node.location && shown(node.location)],
      ["Tags", node.tags && node.tags.map(shown).join(", ")],
      ["Members", members(node)],
      ["Places", node.places && places(page, node, choose)],
      ["Demand", node.demand !== undefined && `${number(node.demand)}${unit}`],
      ["Capacity", node.capacity !== undefined && `${number(node.capacity)}${unit}`],
      ["Loss", node.lossPerHour !== undefined && `${number(node.lossPerHour)}${currency} an hour`],
      ["Leaves", node.leaves !== undefined && leaves(node)],
      ["Takes", node.takes && node.leaves === undefined && taken(page, node)],
      ["Raises", node.raises && raises(page, node, choose)],
      ["Fails", node.fails],
      ["Mended by", node.mending],
      ["Starts in", node.start],
      ["Connects", node.connects && ends(page, node, choose)],
      ["Needs", node.needs && requirements(page, node.needs, choose)],
      ["Coming up", node.startCalls && paragraphs(node.startCalls.join("\n"))],
      ["About", node.description && paragraphs(node.description)],
      ["Assumed", node.assumed && assumptions(node.assumed)],
      ["Source", node.source && paragraphs(node.source)],
      ["Owner", node.owner && shown(node.owner)],
      ["Page", node.url && Dom.link(node.url)],
      ["Runbook", node.runbook && Dom.link(node.runbook)],
      ["Data", node.data && shown(node.data)],
      ...(node.own || []).map(([key, said]) => [shown(key), paragraphs(said)]),
    ].filter(([, value]) => value);
    return rows.length ? el("section", {}, el("h3", {}, "Facts"), list(rows)) : null;
  }

  function members(node) {
    if (!node.count) return null;
    return `${number(node.count)}, of which ${number(node.quorum || 1)} must work`;
  }

  /** What is left of what limps, and whether anybody ever sees it. */
  function leaves(node) {
    const seen = node.seen === undefined ? "never taken for dead" : `taken for dead after ${node.seen}`;
    return `${percent(node.leaves, 1)} of it, ${seen}`;
  }

  /** How many members of each that it hits, if not all. */
  function taken(page, node) {
    return node.hits.map((v, i) => `${number(node.takes[i])} of ${short(page.label(v))}`).join(", ");
  }

  function raises(page, node, choose) {
    const lasts = node.lasts ? `, for ${node.lasts}` : ", for ever";
    const one = ([v, times]) => el("li", {}, "demand of ", inline(page, v, choose), ` ${number(times)} times`, lasts);
    const note = "It takes nothing down by structure.";
    return el("div", {}, el("ul", {}, node.raises.map(one)), node.hits ? null : note);
  }

  /** How many members stand in each place, and what is down with it. */
  function places(page, node, choose) {
    const one = ([place, own]) => el("li", {}, `${number(own)} in `, inline(page, place, choose));
    return el("ul", {}, node.places.map(one));
  }

  function ends(page, node, choose) {
    const [a, b] = node.connects.map((v) => inline(page, v, choose));
    return el("span", {}, a, node.oneWay ? " → " : " ↔ ", b);
  }

  function inline(page, v, choose) {
    const attributes = { type: "button", class: "inline", onclick: () => choose(v) };
    return el("button", attributes, short(page.label(v)));
  }

  function requirements(page, needs, choose) {
    return el("ul", {}, needs.map((entry) => el("li", {}, requirement(page, entry, choose))));
  }

  function requirement(page, entry, choose) {
    if (typeof entry === "number") return inline(page, entry, choose);
    if ("soft" in entry) return el("span", {}, inline(page, entry.soft, choose), " (degrades only)");
    if ("reach" in entry) {
      const over = entry.over ? ` over ${entry.over.map((kind) => short(kind)).join(", ")}` : "";
      return el("span", {}, "a path to ", inline(page, entry.reach, choose), over, heldWords(entry));
    }
    const parts = entry.all || entry.any || entry.firstOf || entry.of || entry.split;
    if (isHeldAlone(entry)) {
      return el("span", {}, requirement(page, parts[0], choose), heldWords(entry));
    }
    const words = choiceWords(entry) + heldWords(entry);
    const tools = entry.tools && ["to switch, also", requirements(page, entry.tools, choose)];
    if (!entry.starts) return el("div", {}, words, requirements(page, parts, choose), tools || []);
    const items = parts.map((part, i) => el("li", {}, requirement(page, part, choose),
      entry.starts[i] ? ` (starts with ${entry.starts[i]}, and is taken to)` : ""));
    return el("div", {}, words, el("ul", {}, items), tools || []);
  }

  function choiceWords(entry) {
    if (entry.all) return "all of";
    if (entry.any) return "any one of";
    if (entry.firstOf) return `the first of${entry.after ? ` (switching takes ${entry.after})` : ""}`;
    if (entry.split) return `parts of its load (${entry.parts}), each to its own of`;
    return `at least ${number(entry.atLeast)} of`;
  }

  /** How long its owner lives on without an entry; empty where it does not. */
  function heldWords(entry) {
    if (!entry.held) return "";
    return ` (lives on for ${entry.held} without${entry.refill ? `, refills in ${entry.refill}` : ""})`;
  }

  /** Whether an entry is there for its reserve alone, around one component. */
  function isHeldAlone(entry) {
    return Boolean(entry.held && entry.all && entry.all.length === 1);
  }

  function paragraphs(text) {
    return el("div", { class: "text" }, shown(text));
  }

  function assumptions(assumed) {
    const one = ([field, why]) => el("li", {}, field ? `${shown(field)}: ` : "", shown(why));
    return el("ul", { class: "text" }, assumed.map(one));
  }

  /** Who needs it, what hits it, and what a risk hits. */
  function joined(page, v, choose) {
    const { out, into } = page.relations;
    const isLink = Boolean(page.entry(v).connects);
    const users = into[v].filter((line) => line.role !== "link" && line.role !== "hit");
    const links = [...into[v], ...out[v]].filter((line) => line.role === "link" && !isLink);
    const groups = [
      ["Needed by", users.map((line) => line.from)],
      ["Links", links.map((line) => (line.from === v ? line.to : line.from))],
      ["Shared risks", into[v].filter((line) => line.role === "hit").map((line) => line.from)],
      ["Hits", out[v].filter((line) => line.role === "hit").map((line) => line.to)],
    ].filter(([, found]) => found.length);
    if (!groups.length) return null;
    return el("section", {}, groups.map(([title, found]) => group(page, title, found, choose)));
  }

  function group(page, title, found, choose) {
    const unique = [...new Set(found)].sort((a, b) => a - b);
    const items = unique.slice(0, LISTED).map((v) => el("li", {}, button(page, v, choose)));
    return el(
      "details",
      { open: unique.length <= 8 },
      el("summary", {}, `${title} (${number(unique.length)})`),
      el("ul", { class: "nodes" }, items),
      more(unique.length),
    );
  }

  /** One line for what a component needs, for the tooltip. */
  function needsLine(page, needs) {
    const word = (entry) => {
      if (typeof entry === "number") return short(page.label(entry), 30);
      if ("soft" in entry) return `${short(page.label(entry.soft), 30)} (degrades only)`;
      if ("reach" in entry) {
        return `a path to ${short(page.label(entry.reach), 30)}${heldWords(entry)}`;
      }
      const parts = entry.all || entry.any || entry.firstOf || entry.of || entry.split;
      if (isHeldAlone(entry)) return `${word(parts[0])}${heldWords(entry)}`;
      const few = parts.slice(0, 6).map(word).join(", ");
      return `${choiceWords(entry)}${heldWords(entry)} (${few}${parts.length > 6 ? ", …" : ""})`;
    };
    return short(needs.slice(0, 12).map(word).join("; "), 240);
  }

  function assumedLine(assumed) {
    return short(assumed.map(([field, why]) => (field ? `${field}: ${why}` : why)).join("; "), 240);
  }

  /** The facts of a node, for the tooltip. */
  function tip(page, v) {
    const node = page.entry(v);
    const unit = page.model.loadUnit ? ` ${short(page.model.loadUnit, 30)}` : "";
    const marks = [
      page.single.has(v) && `Single point of failure for ${counted(page.single.get(v), "target")}`,
      page.isTarget(v) && "Target",
      v < page.size && page.graph.baseline[v] && "Does not work with nothing failed",
    ].filter(Boolean);
    const rows = [
      ["Id", node.name && short(node.id, 120)],
      ["Kind", short(node.kind)],
      ["Location", node.location && short(node.location)],
      ["Members", members(node)],
      ["Demand", node.demand !== undefined && `${number(node.demand)}${unit}`],
      ["Capacity", node.capacity !== undefined && `${number(node.capacity)}${unit}`],
      ["Needs", node.needs && needsLine(page, node.needs)],
      ["Hits", node.hits && counted(node.hits.length, "component")],
      ["Assumed", node.assumed && assumedLine(node.assumed)],
    ].filter(([, value]) => value);
    return [
      el("strong", {}, short(node.name || node.id, 120)),
      ...marks.map((mark) => el("p", { class: "marked" }, mark)),
      list(rows),
    ];
  }

  return { detail, inWords, tip };
})();
