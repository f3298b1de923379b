/* Lays out one process map at a time, away from the page. Message: {id, dot, graphviz (URL of the library)}; answer: {id, svg} or {id, failed}. */
let ready = null;
self.onmessage = async (event) => {
  const { id, dot, graphviz } = event.data;
  try {
    ready ??= import(graphviz).then((library) => library.Graphviz.load());
    self.postMessage({ id, svg: (await ready).dot(dot) });
  } catch (problem) {
    self.postMessage({ id, failed: String(problem) });
  }
};
