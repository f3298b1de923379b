/* The plan edited in its chart: keys and cells in the list, bars drawn by the mouse. Everything is done by the server,
   which answers with the chart as it stands then (#outline, morphed in place). Each stroke of the mouse has a key or a form:
   moving a bar is the constraint of the task's form, stretching it the duration, linking the predecessors. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const scroll = $("[data-editor]");
  if (!scroll) return;
  const outline = () => $("#outline");
  const rowOf = (el) => el?.closest?.("[data-task]");
  const lines = () => $$("[data-task]", outline());
  const cellsOf = (row) => $$("[data-cell]", row);
  let chosen = ""; // the task on which the toolbar acts
  let column = "name";

  /* --- asking the server ---------------------------------------------------------------------- */
  const say = (text, kind = "msg-error") => {
    const note = Object.assign(document.createElement("div"), { className: `msg ${kind}` });
    note.append(Object.assign(document.createElement("div"), { textContent: text }));
    $("#toasts").replaceChildren(note);
    setTimeout(() => note.remove(), 8000);
  };
  const url = (task, verb) => `${outline().dataset.taskUrl}${task}/${verb}/`;
  const ask = (address, values = {}) => {
    const { scale, all } = outline().dataset;
    const drawn = $$("[data-window]", outline()).map((w) => w.dataset.window).join(",");
    $("#toasts").replaceChildren();
    return htmx.ajax("POST", address, { source: outline(), target: "#outline", swap: "outerMorph", values: { ...values, scale, all, drawn } });
  };
  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail?.ctx;
    if (ctx?.target?.id !== "outline" || ctx.response?.status !== 409) return;
    event.preventDefault(); // a refusal: nothing changed, so the chart stays as it is
    say(ctx.text);
    choose(chosen, column);
  });
  document.addEventListener("htmx:after:swap", () => {
    const { focus, edit, said } = outline().dataset;
    if (said) say(said, "msg-success");
    delete outline().dataset.said;
    if (!focus) return;
    delete outline().dataset.focus;
    delete outline().dataset.edit;
    choose(focus, edit || column);
    if (edit) open(document.activeElement);
  });

  /* --- one cell is chosen; it has the focus ----------------------------------------------------- */
  const choose = (task, name) => {
    const row = $(`[data-task="${CSS.escape(task)}"]`, outline());
    const cell = row && ($(`[data-cell="${name}"]`, row) || $("[data-cell]", row));
    if (!cell) return;
    for (const old of $$(".gantt-l > .chosen", outline())) { old.classList.remove("chosen"); old.setAttribute("aria-selected", "false"); }
    for (const old of $$('[data-cell][tabindex="0"]', outline())) old.tabIndex = -1;
    row.classList.add("chosen");
    row.setAttribute("aria-selected", "true");
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    chosen = task;
    column = name;
  };
  const step = (rows, columns) => {
    const all = lines();
    const here = all.findIndex((row) => row.dataset.task === chosen);
    const row = all[Math.min(all.length - 1, Math.max(0, here + rows))];
    const names = ["name", "days", "predecessors", "owner"];
    const place = Math.min(names.length - 1, Math.max(0, names.indexOf(column) + columns));
    if (row) choose(row.dataset.task, names[place]);
  };

  /* --- typing into a cell ------------------------------------------------------------------------ */
  const open = (cell, text) => {
    if (!cell?.dataset?.cell || $("input", cell)) return;
    const before = cell.textContent;
    const input = Object.assign(document.createElement("input"), { value: text ?? before, maxLength: 200 });
    input.setAttribute("aria-label", cell.dataset.cell);
    if (cell.dataset.cell === "owner") input.setAttribute("list", "members");
    cell.replaceChildren(input);
    input.focus();
    if (text === undefined) input.select();
    let over = false;
    const close = (keep) => {
      if (over) return;
      over = true;
      const typed = input.value.trim();
      cell.textContent = before;
      if (keep && typed !== before.trim()) ask(url(rowOf(cell).dataset.task, "cell"), { cell: cell.dataset.cell, value: typed });
      return typed !== before.trim();
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return; // the Enter that ends a pinyin word is none of ours
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        close(true);
        choose(chosen, column);
        if (event.key === "Tab") step(0, event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape") { close(false); choose(chosen, column); }
    });
    input.addEventListener("blur", () => close(true));
  };

  /* --- what can be done with the chosen line ------------------------------------------------------ */
  const acts = {
    new: () => ask(outline().dataset.taskUrl.replace(/tasks\/$/, "lines/"), chosen ? { below: chosen } : {}),
    indent: () => ask(url(chosen, "indent")),
    outdent: () => ask(url(chosen, "outdent")),
    up: () => ask(url(chosen, "move")),
    down: () => ask(url(chosen, "move"), { down: "1" }),
    remove: () => ask(url(chosen, "remove")),
    undo: () => ask(outline().dataset.taskUrl.replace(/tasks\/$/, "undo/")),
    redo: () => ask(outline().dataset.taskUrl.replace(/tasks\/$/, "redo/")),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && (chosen || ["new", "undo", "redo"].includes(button.dataset.do))) acts[button.dataset.do]();
    const cell = event.target.closest("#outline [data-cell]");
    if (cell && !event.target.closest("input")) choose(rowOf(cell).dataset.task, cell.dataset.cell);
  });
  document.addEventListener("dblclick", (event) => open(event.target.closest("#outline [data-cell]")));
  const first = $("[data-cell]", outline());
  if (first) first.tabIndex = 0; // the first Tab into the table lands there
  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("#outline [data-cell]");
    if (cell && event.target === cell && rowOf(cell).dataset.task !== chosen) choose(rowOf(cell).dataset.task, cell.dataset.cell);
  });

  const keys = {
    Enter: acts.new, F2: () => open(document.activeElement), Delete: () => $('[data-do="remove"]').click(),
    ArrowUp: () => step(-1, 0), ArrowDown: () => step(1, 0), ArrowLeft: () => step(0, -1), ArrowRight: () => step(0, 1),
    Home: () => step(-1e6, 0), End: () => step(1e6, 0), PageUp: () => step(-20, 0), PageDown: () => step(20, 0),
    Escape: () => { document.activeElement.blur(); $(".outline-bar button").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("#outline [data-cell]") || event.ctrlKey || event.metaKey || event.isComposing) return;
    let act = keys[event.key];
    if (event.altKey) act = { ArrowUp: acts.up, ArrowDown: acts.down, ArrowRight: acts.indent, ArrowLeft: acts.outdent }[event.key];
    else if (event.key === "Tab") act = event.shiftKey ? acts.outdent : acts.indent;
    else if (!act && event.key.length === 1) act = () => open(event.target, event.key === " " ? undefined : event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches?.("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase(); // while something is typed, Ctrl+Z is the browser's own
    const act = key === "z" ? (event.shiftKey ? acts.redo : acts.undo) : key === "y" ? acts.redo : null;
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* --- drawing on the bars ------------------------------------------------------------------------- */
  const EDGE = 6; // pixels at the right end of a bar that stretch it
  const later = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * 864e5).toISOString().slice(0, 10);
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-bar]");
  let drag = null;
  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("#outline [data-bar]");
    if (!bar || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    const shape = $(".task,.mile", bar);
    const stretch = shape.matches(".task") && event.clientX > shape.getBoundingClientRect().right - EDGE;
    drag = { bar, shape, stretch, x: event.clientX, y: event.clientY, px: Number(outline().dataset.px), width: shape.width?.baseVal.value };
    chosen = bar.dataset.bar;
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x;
    const other = barAt(event);
    drag.onto = Math.abs(event.clientY - drag.y) > 12 ? other : null;
    drag.days = drag.onto ? 0 : Math.round(dx / drag.px);
    for (const old of $$(".onto", outline())) old.classList.remove("onto");
    drag.onto?.classList.add("onto");
    if (drag.stretch && !drag.onto) drag.shape.setAttribute("width", Math.max(2, drag.width + dx));
    else drag.bar.setAttribute("transform", drag.onto ? "" : `translate(${dx} 0)`);
    const word = drag.onto ? "→" : later(drag.stretch ? drag.bar.dataset.finish : drag.bar.dataset.start, drag.days);
    scroll.dataset.drag = word;
  });
  const drop = (keep) => {
    if (!drag) return;
    const { bar, shape, stretch, days, onto, width } = drag;
    drag = null;
    delete scroll.dataset.drag;
    bar.removeAttribute("transform");
    if (stretch) shape.setAttribute("width", width);
    onto?.classList.remove("onto");
    if (!keep) return;
    const { bar: task, start, finish } = bar.dataset;
    if (onto && onto !== bar) ask(url(onto.dataset.bar, "draw_link"), { pred: task });
    else if (days && stretch) ask(url(task, "drag"), { finish: later(finish, days) });
    else if (days) ask(url(task, "drag"), { start: later(start, days) });
    else choose(task, column);
  };
  document.addEventListener("pointerup", () => drop(true));
  document.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(false); });
})();
