"use strict";

/* The cascade player: what the graph, the sentence and the chart show at a time of a scenario. */
window.topologyReady.then(async () => {
  const byId = (id) => document.getElementById(id);
  if (!byId("player-data")) return;
  const { runs, plot } = await Dom.embedded("player-data");
  const view = window.topologyView;
  const { el, number } = Dom;
  /** Milliseconds from one event to the next while playing. */
  const PACE = 1400;
  const state = { run: 0, at: null, timer: null };
  const choices = choiceLines();

  /** The lines that load can move to: into the alternatives of somebody. */
  function choiceLines() {
    return view.page.relations.into.map((lines) =>
      lines.filter((line) => line.role === "one-of").map((line) => line.from));
  }

  function run() {
    return runs[state.run];
  }

  // -- what holds at a time -------------------------------------------------------------------------

  /** The position in sorted times of the last that is not after `at`. */
  function last(times, at) {
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (times[middle] <= at + 1e-9) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** For each component that changes at all: how it looks, and a word for it. */
  function overlay(at) {
    const looks = new Map();
    const notes = new Map();
    const carrying = new Set();
    for (const [v, series] of run().nodes) {
      const i = last(series.t, at);
      const [level, use] = [series.level[i], series.use[i]];
      looks.set(v, look(level, use));
      const note = words(level, use);
      if (note) notes.set(v, note);
      if (series.load[i] > series.load[0] * (1 + 1e-9) && series.load[i] > 0) {
        for (const from of choices[v]) carrying.add(`${from} ${v}`);
      }
    }
    return { looks, notes, carrying };
  }

  function look(level, use) {
    if (level <= 1e-9) return "down";
    if (use !== null && use > 1 + 1e-9) return "over";
    if (level < 1 - 1e-9) return "short";
    return use !== null && use > 0.8 ? "full" : "plain";
  }

  function words(level, use) {
    const share = (value) => `${number(Math.round(value * 1000) / 10)} %`;
    if (level <= 1e-9) return "down";
    const parts = [];
    if (use !== null) parts.push(use < 1e6 ? `${share(use)} full` : "more than full");
    if (level < 1 - 1e-9) parts.push(`serves ${share(level)}`);
    return parts.join(", ");
  }

  // -- showing --------------------------------------------------------------------------------------

  function show(at, isMoving = false) {
    state.at = Math.min(Math.max(at, 0), run().until);
    view.play(overlay(state.at), { isMoving });
    byId("time").value = String(run().until ? (1000 * state.at) / run().until : 0);
    const clock = duration(state.at);
    byId("clock").textContent = clock;
    byId("time").setAttribute("aria-valuetext", clock);
    byId("play-stop").hidden = false;
    const sentence = el("p", {}, told(state.at));
    if (byId("happening").textContent !== sentence.textContent) byId("happening").replaceChildren(...sentence.childNodes);
    moveCursor();
  }

  /** What was last said, at the time of the last event. */
  function told(at) {
    const past = run().lines.filter((line) => line[0] <= at + 1e-9);
    if (!past.length) return [];
    const when = past[past.length - 1][0];
    const said = past.filter((line) => line[0] === when);
    const words = said.flatMap((line, i) => [i ? "; " : "", ...Named.words(view.page, line[1])]);
    return [`${duration(when)}: `, ...words];
  }

  function moveCursor() {
    const chart = document.querySelector(`[data-scenario="${state.run}"] .cursor`);
    if (!chart) return;
    const share = run().until ? state.at / run().until : 0;
    const x = String(plot.left + (plot.right - plot.left) * share);
    chart.setAttribute("x1", x);
    chart.setAttribute("x2", x);
    chart.removeAttribute("visibility");
  }

  const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

  function duration(seconds) {
    if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
    let left = Math.round(seconds);
    const parts = [];
    for (const [unit, size] of UNITS) {
      const amount = Math.floor(left / size);
      left -= amount * size;
      if (amount) parts.push(`${amount} ${unit}`);
    }
    return parts.slice(0, 2).join(" ") || "0 s";
  }

  // -- moving ---------------------------------------------------------------------------------------

  function step(way) {
    pause();
    const times = run().times;
    const at = state.at === null ? -1 : state.at;
    const next = way > 0
      ? times.find((time) => time > at + 1e-9)
      : times.filter((time) => time < at - 1e-9).pop();
    show(next === undefined ? (way > 0 ? run().until : 0) : next, true);
  }

  function play() {
    if (state.timer !== null) {
      pause();
      return;
    }
    if (state.at === null || state.at >= run().until - 1e-9) show(0);
    byId("play").setAttribute("aria-pressed", "true");
    byId("play").setAttribute("aria-label", "Pause");
    let before = performance.now();
    const tick = (now) => {
      const stops = [0, ...run().times, run().until];
      const next = stops.find((time) => time > state.at + 1e-9);
      if (next === undefined) {
        pause();
        return;
      }
      const from = stops.filter((time) => time <= state.at + 1e-9).pop() || 0;
      show(Math.min(next, state.at + ((next - from) * Math.min(now - before, 200)) / PACE));
      before = now;
      state.timer = requestAnimationFrame(tick);
    };
    state.timer = requestAnimationFrame(tick);
  }

  function pause() {
    if (state.timer !== null) cancelAnimationFrame(state.timer);
    state.timer = null;
    byId("play").setAttribute("aria-pressed", "false");
    byId("play").setAttribute("aria-label", "Play");
  }

  function stop() {
    pause();
    state.at = null;
    view.play(null);
    byId("happening").textContent = "";
    byId("clock").textContent = "not playing";
    byId("time").value = "0";
    byId("play-stop").hidden = true;
    for (const cursor of document.querySelectorAll(".cursor")) cursor.setAttribute("visibility", "hidden");
  }

  function choose(index) {
    stop();
    state.run = index;
    for (const part of document.querySelectorAll(".scenario")) {
      part.hidden = Number(part.dataset.scenario) !== index;
    }
  }

  byId("play").addEventListener("click", play);
  byId("play-back").addEventListener("click", () => step(-1));
  byId("play-on").addEventListener("click", () => step(1));
  byId("play-stop").addEventListener("click", stop);
  byId("scenario").addEventListener("change", (event) => choose(Number(event.target.value)));
  byId("time").addEventListener("input", (event) => {
    pause();
    show((Number(event.target.value) / 1000) * run().until);
  });
  // Who selects something wants to see that, and not the next moment.
  document.addEventListener("topology-select", () => state.at !== null && stop());
  window.topologyPlayer = { show, step, stop, state, overlay: () => overlay(state.at) };
});
