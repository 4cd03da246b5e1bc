"use strict";

/* Tables that sort by a column and copy as tab-separated text; their ids lead to the graph. */
(() => {
  function textOf(cell) {
    return cell.textContent.trim();
  }

  /** Numbers by value, whatever unit follows; text by the alphabet. */
  function compare(a, b) {
    const [x, y] = [amount(a), amount(b)];
    if (x !== null && y !== null) return x - y;
    if (x === null && y === null) return a.localeCompare(b, "en", { numeric: true });
    return x === null ? 1 : -1;
  }

  const SECONDS = { s: 1, min: 60, h: 3600, d: 86400 };

  /** The number a text begins with; a duration in seconds. */
  function amount(text) {
    const duration = [...text.matchAll(/(\d+(?:\.\d+)?) (d|h|min|s)(?![a-z])/g)];
    if (duration.length && /^\d/.test(text)) {
      return duration.reduce((sum, [, value, unit]) => sum + Number(value) * SECONDS[unit], 0);
    }
    const found = /^(?:at most |about |<=|under |over )?(-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?)/.exec(text);
    return found ? Number(found[1].replaceAll(",", "")) : null;
  }

  function sort(button) {
    const head = button.closest("th");
    const table = button.closest("table");
    const column = [...head.parentNode.children].indexOf(head);
    const isDown = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    const way = isDown ? -1 : 1;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => way * compare(textOf(a.cells[column]), textOf(b.cells[column])));
    table.tBodies[0].append(...rows);
  }

  async function copy(button) {
    const table = button.closest(".table").querySelector("table");
    const head = [...table.tHead.rows[0].cells].map(textOf).join("\t");
    const lines = [...table.tBodies[0].rows].map((row) => [...row.cells].map(textOf).join("\t"));
    const text = [head, ...lines].join("\n");
    const isDone = await put(text);
    button.textContent = isDone ? "Copied" : "Could not copy";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  async function put(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const isDone = document.execCommand("copy");
      area.remove();
      return isDone;
    }
  }

  for (const button of document.querySelectorAll(".sort")) {
    button.addEventListener("click", () => sort(button));
  }
  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", () => copy(button));
  }
  for (const button of document.querySelectorAll(".part [data-node]")) {
    button.addEventListener("click", () => {
      document.querySelector("main").scrollIntoView({ block: "start" });
      window.topologyView.choose(Number(button.dataset.node));
    });
  }
})();
