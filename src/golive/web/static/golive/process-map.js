/* The process map: figures come with the page (#map-data), two sliders choose how many activities and paths are drawn (at most
   40 paths at first), a worker lays them out. Without script the table below the map says the same. */
(() => {
  "use strict";
  const root = document.querySelector("[data-process-map]");
  const data = document.getElementById("map-data");
  if (!root || !data) return;
  const { nodes, edges, words } = JSON.parse(data.textContent);
  const control = (name) => root.querySelector(`[data-control="${name}"]`);
  const stage = root.querySelector("[data-stage]");
  const status = root.querySelector("[data-status]");
  const worker = new Worker(root.dataset.worker, { type: "module" });
  const FIRST = 40; // paths: more cannot be read, and take seconds
  let asked = 0;

  const byCount = (list) => [...list].sort((a, b) => b.n - a.n || String(a.id).localeCompare(String(b.id)));
  const rankedNodes = byCount(nodes);
  const shown = () => {
    const few = rankedNodes.slice(0, Number(control("activities").value));
    const kept = new Set(few.map((node) => node.id));
    const between = byCount(edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)));
    control("paths").max = Math.max(1, between.length);
    return { few, some: between.slice(0, Number(control("paths").value)), all: between.length };
  };
  const quoted = (text) => `"${String(text).replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
  const wrapped = (text) => {
    const lines = [];
    for (const word of String(text).split(/(?<=[\s_-])|(?<=[\u4e00-\u9fff]{8})/)) {
      if (lines.length && (lines.at(-1) + word).length <= 22) lines[lines.length - 1] += word;
      else lines.push(word);
    }
    return lines.map((line) => line.trim()).join("\n");
  };
  const share = (value, list, key) => value / Math.max(1, ...list.map((each) => each[key] ?? 0));
  const drawn = () => {
    const { few, some, all } = shown();
    const measure = control("measure").value; // n, cases, mean, median, p90
    const label = (each) => (measure === "n" || measure === "cases" ? each[measure].toLocaleString() : each[`${measure}_text`]);
    const lines = few.map((node) => {
      const level = Math.min(4, Math.floor(share(node.n, few, "n") * 5));
      return `a${node.id} [label=${quoted(`${wrapped(node.name)}\n${node.n.toLocaleString()}`)}, class="node-${level}", id="node-${node.id}"]`;
    });
    for (const edge of some) {
      const weight = share(edge[measure] ?? 0, some, measure);
      const late = weight > 0.6 && measure !== "n" && measure !== "cases" ? " late" : "";
      lines.push(`a${edge.from} -> a${edge.to} [label=${quoted(label(edge))}, penwidth=${(1 + 4 * weight).toFixed(2)}, weight=${1 + Math.round(40 * share(edge.n, some, "n"))}, class="path${late}", id="path-${edge.from}-${edge.to}"]`);
    }
    const ends = (key, mark) => few.filter((node) => node[key]).sort((a, b) => b[key] - a[key]).slice(0, 6).forEach((node) => {
      lines.push(key === "starts" ? `${mark} -> a${node.id} [style=dashed, class="path", label=${quoted(node[key].toLocaleString())}]` : `a${node.id} -> ${mark} [style=dashed, class="path", label=${quoted(node[key].toLocaleString())}]`);
    });
    lines.push(`begin [shape=circle, label="", width=0.22, class="begin"]`, `done [shape=doublecircle, label="", width=0.18, class="done"]`, "{rank=source; begin}", "{rank=sink; done}");
    ends("starts", "begin");
    ends("ends", "done");
    status.textContent = words.shown.replace("{a}", few.length).replace("{b}", nodes.length).replace("{c}", some.length).replace("{d}", all);
    return `digraph { rankdir=${control("direction")?.value ?? "TB"}; node [shape=box, style=rounded, fontname="sans-serif", fontsize=12, margin="0.26,0.09"]; edge [fontname="sans-serif", fontsize=11, arrowsize=0.7]; ${lines.join("; ")} }`;
  };
  const draw = () => {
    asked += 1;
    stage.setAttribute("aria-busy", "true");
    worker.postMessage({ id: asked, dot: drawn(), graphviz: root.dataset.graphviz });
  };
  worker.onmessage = ({ data: answer }) => {
    if (answer.id !== asked) return; // a slider has moved since
    stage.removeAttribute("aria-busy");
    if (answer.failed) { status.textContent = `${words.failed} ${answer.failed}`; return; }
    const picture = new DOMParser().parseFromString(answer.svg, "image/svg+xml").documentElement;
    picture.removeAttribute("width");
    picture.removeAttribute("height");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", words.label);
    picture.style.maxWidth = `${Math.round(picture.viewBox.baseVal.width * 1.34)}px`;
    for (const title of picture.querySelectorAll("title")) title.remove();
    for (const each of picture.querySelectorAll("[id^='node-'],[id^='path-']")) each.setAttribute("data-opens", each.id);
    stage.replaceChildren(document.importNode(picture, true));
  };
  stage.addEventListener("click", (event) => {
    const id = event.target.closest("[data-opens]")?.dataset.opens;
    if (!id) return;
    const [kind, from, to] = id.split("-");
    const query = kind === "node" ? `activity=${from}` : `path=${from}-${to}`;
    const part = root.dataset.filter ? `&filter=${root.dataset.filter}` : "";
    location.href = `${root.dataset.cases}?${query}${part}`;
  });
  control("activities").max = nodes.length;
  control("activities").value = nodes.length;
  control("paths").value = Math.min(FIRST, edges.length);
  let waiting = 0;
  root.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(draw, 120); });
  draw();
})();
