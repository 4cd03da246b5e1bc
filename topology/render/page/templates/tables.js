"use strict";

/* Tables that sort by a column, open, filter and copy as tab-separated text; their ids lead to the
   graph. Of a table with groups each body is one of them: a cause, and what falls to it. */
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

  const PREFIX = /^(?:at most |about |<=|under |over )/;

  /** The number a text begins with; a duration in seconds. */
  function amount(text) {
    text = text.replace(PREFIX, "");
    const duration = [...text.matchAll(/(\d+(?:\.\d+)?) (d|h|min|s)(?![a-z])/g)];
    if (duration.length && /^\d/.test(text)) {
      return duration.reduce((sum, [, value, unit]) => sum + Number(value) * SECONDS[unit], 0);
    }
    const found = /^(-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?)/.exec(text);
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
    const isGrouped = table.classList.contains("grouped");
    const items = isGrouped ? [...table.tBodies] : [...table.tBodies[0].rows];
    const at = (item) => textOf((isGrouped ? item.rows[0] : item).cells[column]);
    items.sort((a, b) => way * compare(at(a), at(b)));
    (isGrouped ? table : table.tBodies[0]).append(...items);
  }

  /** The rows of a table as texts, the head first; a finding of a group says its cause too. */
  function texts(table) {
    const of = (row) => [...row.cells].map(textOf);
    const head = of(table.tHead.rows[0]);
    if (!table.classList.contains("grouped")) return [head, ...[...table.tBodies[0].rows].map(of)];
    const inner = table.querySelector(".inner");
    const rows = [...table.tBodies].flatMap((body) => {
      const cause = of(body.rows[0]);
      return [...innerRows(body)].map((row) => [...cause, ...of(row)]);
    });
    return [[...head, ...of(inner.tHead.rows[0])], ...rows];
  }

  function innerRows(body) {
    return body.querySelector(".inner").tBodies[0].rows;
  }

  async function copy(button) {
    const table = button.closest(".table").querySelector("table");
    const isDone = await put(texts(table).map((row) => row.join("\t")).join("\n"));
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

  /** Shows the causes, and of each the findings, that are of a target and a class and say a text. */
  function makeFilters(box) {
    const table = box.closest(".table").querySelector(".grouped");
    const found = [...table.tBodies].flatMap((body) => [...innerRows(body)].map((row) => {
      const of = (label) => textOf(row.querySelector(`[data-label="${label}"]`));
      const text = `${textOf(body.rows[0])} ${textOf(row)}`.toLowerCase();
      return { body, row, target: of("Target"), class: of("Class"), text };
    }));
    if (found.length < 2) return;
    const [input] = box.getElementsByTagName("input");
    const selects = [...box.getElementsByTagName("select")];
    for (const select of selects) {
      const values = new Set(found.map((one) => one[select.dataset.by]));
      for (const value of [...values].sort((a, b) => a.localeCompare(b, "en", { numeric: true }))) {
        select.append(Dom.el("option", { value }, value));
      }
      select.hidden = values.size < 2;
      select.addEventListener("change", apply);
    }
    input.addEventListener("input", apply);
    box.hidden = false;

    function apply() {
      const words = input.value.trim().toLowerCase();
      const isKept = (one) => one.text.includes(words)
        && selects.every((select) => !select.value || one[select.dataset.by] === select.value);
      const kept = found.filter(isKept);
      const bodies = new Set(kept.map((one) => one.body));
      for (const one of found) {
        one.row.hidden = !kept.includes(one);
        one.body.hidden = !bodies.has(one.body);
      }
      const isAny = words || selects.some((select) => select.value);
      const causes = `${bodies.size} of ${Dom.counted(table.tBodies.length, "cause")}`;
      const said = `${causes}, ${kept.length} of ${Dom.counted(found.length, "finding")}`;
      box.querySelector("[role=status]").textContent = isAny ? said : "";
    }
  }

  /** On paper everything is open. */
  function openAll() {
    for (const one of document.querySelectorAll(".first details, .part details")) {
      if (!one.open) Object.assign(one, { open: true }).dataset.forPaper = "";
    }
  }

  function closeAgain() {
    for (const one of document.querySelectorAll("details[data-for-paper]")) {
      one.open = false;
      delete one.dataset.forPaper;
    }
  }

  for (const box of document.querySelectorAll(".filters")) makeFilters(box);
  for (const button of document.querySelectorAll(".unfold")) {
    const table = button.closest(".table").querySelector("table");
    table.classList.add("folded");
    button.addEventListener("click", () => {
      table.classList.remove("folded");
      button.remove();
    });
  }
  window.addEventListener("beforeprint", openAll);
  window.addEventListener("afterprint", closeAgain);
  for (const button of document.querySelectorAll(".sort")) {
    button.addEventListener("click", () => sort(button));
  }
  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", () => copy(button));
  }
  for (const button of document.querySelectorAll(".part [data-node], .first [data-node]")) {
    button.addEventListener("click", () => {
      document.querySelector("main").scrollIntoView({ block: "start" });
      window.topologyView.choose(Number(button.dataset.node));
    });
  }
})();
