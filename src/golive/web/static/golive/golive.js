/* What the pages need beyond HTML. No framework; everything hangs on data-attributes:
   data-dialog="id" opens, data-close closes; data-confirm="question"; data-auto on filter forms; data-guard="text" on forms;
   data-keys on tables; data-refresh gets a "refresh" event when one comes back to the page; data-check-all, data-batch; data-menu on <details>; data-dismiss on messages; data-print; data-copy="text". */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);

  /* --- dialogs and confirmation ------------------------------------------------------------- */
  let asked = null; // the control whose question has just been answered with yes
  const confirmFirst = (event, control) => {
    const dialog = $("#confirm");
    if (!control || control === asked || !dialog) { asked = null; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    $("#confirm-text").textContent = control.dataset.confirm;
    const yes = $("[data-yes]", dialog);
    yes.classList.toggle("btn-danger", control.classList.contains("btn-danger"));
    yes.onclick = () => { dialog.close(); asked = control; control.click(); };
    dialog.showModal();
    yes.focus();
  };
  document.addEventListener("click", (event) => confirmFirst(event, event.target.closest("[data-confirm]")), true);

  document.addEventListener("click", (event) => {
    const el = event.target.closest("[data-dialog],[data-close],[data-dismiss],[data-print],[data-copy]");
    for (const menu of $$("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.matches?.("dialog.dialog")) event.target.close(); // the backdrop
    if (!el) return;
    if (el.dataset.dialog) $("#" + CSS.escape(el.dataset.dialog))?.showModal();
    if ("close" in el.dataset) el.closest("dialog")?.close();
    if ("dismiss" in el.dataset) el.closest(".msg")?.remove();
    if ("print" in el.dataset) window.print();
    if (el.dataset.copy) navigator.clipboard?.writeText(el.dataset.copy);
  });

  /* --- keyboard ----------------------------------------------------------------------------- */
  const openSearch = () => {
    const box = $("[data-search]");
    if (!box) return;
    box.closest(".search").classList.add("open");
    box.focus();
    box.select();
  };
  const moveInTable = (event) => {
    const row = event.target.closest("table[data-keys] tbody tr");
    if (!row || typing(event.target) && event.target.type !== "checkbox") return;
    const rows = $$("tbody tr:not(.grp)", row.closest("table"));
    const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    const control = next && $("a,button,input", next);
    if (!control) return;
    event.preventDefault();
    control.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openSearch(); }
    if (event.key === "Escape") for (const menu of $$("details[data-menu][open]")) { menu.open = false; $("summary", menu).focus(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moveInTable(event);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-search-button]");
    if (button && !$("[data-search]").value) { event.preventDefault(); openSearch(); }
  });

  /* --- lists: ticks, batch bar, filters that send themselves --------------------------------- */
  const countTicks = (scope) => {
    const ticked = $$("td.c-check input:checked", scope).length;
    const batch = $("[data-batch]", scope);
    if (!batch) return;
    batch.hidden = ticked === 0;
    $("[data-batch-count]", batch).textContent = ticked;
  };
  document.addEventListener("change", (event) => {
    const el = event.target;
    const scope = el.closest("form") || el.closest(".card") || document;
    if ("checkAll" in el.dataset) for (const box of $$("td.c-check input", el.closest("table"))) box.checked = el.checked;
    if (el.closest(".c-check")) countTicks(scope);
    const form = el.closest("form[data-auto]");
    if (form && el.type !== "search" && el.type !== "text") form.requestSubmit();
  });

  /* --- coming back: what was done elsewhere shows at once ------------------------------------- */
  const refresh = () => { for (const el of $$("[data-refresh]")) el.dispatchEvent(new Event("refresh")); };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") refresh(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });

  /* --- leaving with unsaved input ------------------------------------------------------------ */
  const dirty = new Set();
  document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) dirty.add(form); });
  document.addEventListener("submit", (event) => dirty.delete(event.target));
  window.addEventListener("beforeunload", (event) => { if ([...dirty].some((form) => form.isConnected)) event.preventDefault(); });

  /* --- htmx: dialogs filled by the server, words when a request fails ------------------------- */
  const toast = (text) => {
    const box = $("#toasts");
    if (!box || !text) return;
    const note = document.createElement("div");
    note.className = "msg msg-error";
    note.append(Object.assign(document.createElement("div"), { textContent: text }));
    box.replaceChildren(note);
    setTimeout(() => note.remove(), 8000);
  };
  document.addEventListener("htmx:after:swap", (event) => {
    const modal = $("#modal");
    if (modal && !modal.open && modal.childElementCount && (event.target === modal || modal.contains(event.target) || event.detail?.ctx?.target === modal)) modal.showModal();
    settle();
  });
  document.addEventListener("close", (event) => { if (event.target.id === "modal") event.target.replaceChildren(); }, true);
  document.addEventListener("htmx:error", () => toast($("#toasts")?.dataset.network));
  /* htmx 4 swaps error answers too; a whole error page must not land inside a row */
  document.addEventListener("htmx:before:swap", (event) => {
    const status = event.detail?.ctx?.response?.raw?.status ?? event.detail?.ctx?.response?.status ?? 200;
    if (status >= 500 || status === 403 || status === 404) { event.preventDefault(); toast($("#toasts")?.dataset.failed); }
  });

  /* --- where the eye should start -------------------------------------------------------------- */
  const settle = () => {
    /* what scrolls sideways and holds nothing to go to must be reached by the keyboard itself */
    for (const box of $$(".kpi, .table-scroll")) {
      if (box.scrollWidth > box.clientWidth && !$("a, button, input, select, summary", box)) box.tabIndex = 0;
    }
    for (const box of $$(".gantt-scroll:not([data-settled])")) {
      box.dataset.settled = "";
      const today = $(".today", box);
      const list = $(".gantt-l", box);
      if (today) box.scrollLeft = Math.max(0, Number(today.getAttribute("x1")) - (box.clientWidth - (list?.offsetWidth ?? 0)) / 3);
      const first = $("[data-first]", box);
      if (first) box.scrollTop = Math.max(0, first.offsetTop - 100);
    }
    for (const ribbon of $$(".ribbon:not([data-settled])")) {
      ribbon.dataset.settled = "";
      const now = $("[aria-current], .late", ribbon);
      if (now) ribbon.scrollLeft = now.offsetLeft - ribbon.offsetLeft - ribbon.clientWidth / 3;
    }
  };
  settle();
})();
