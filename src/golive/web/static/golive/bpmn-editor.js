/* The to-be process drawn with bpmn-js: [data-bpmn] holds the picture, its XML comes from #bpmn-xml. With data-edit it can be changed;
   the form that holds it takes the XML along when it is sent. */
(() => {
  "use strict";
  const stage = document.querySelector("[data-bpmn]");
  const given = document.getElementById("bpmn-xml");
  if (!stage || !given || !window.BpmnJS) return;
  const edit = "edit" in stage.dataset;
  const modeler = new window.BpmnJS({ container: stage });
  const say = (text) => { const note = document.querySelector("[data-bpmn-status]"); if (note) note.textContent = text; };
  modeler.importXML(JSON.parse(given.textContent)).then(
    () => { modeler.get("canvas").zoom("fit-viewport", "auto"); stage.dataset.ready = "true"; },
    (problem) => say(`${stage.dataset.failed} ${problem.message}`),
  );
  const struck = stage.dataset.struck ? stage.dataset.struck.split(" ") : [];
  modeler.on("import.done", () => {
    const known = modeler.get("elementRegistry");
    for (const id of struck) if (known.get(id)) modeler.get("canvas").addMarker(id, "struck");
  });
  const form = stage.closest("form");
  if (!edit || !form) return;
  let sending = false;
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    try {
      const { xml } = await modeler.saveXML({ format: true });
      form.elements.bpmn.value = xml;
      sending = true;
      form.requestSubmit(event.submitter ?? undefined);
    } catch (problem) { say(`${stage.dataset.failed} ${problem.message}`); }
  });
})();
