// Starts the blocks on a page: each wrapper names its module, the module's default export takes the element over.
// Whatever a block shows without its module stays usable when the module cannot be loaded.

/** An answer that is no success. `problem` holds the problem document, or {} where there is none. */
export class BlockError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || problem.error || String(status));
    this.status = status;
    this.problem = problem;
  }
}

const wrapperOf = (element) => element.closest(".xblock");

export const runtime = {
  /** The address of a handler of the block that holds the element. */
  handlerUrl(element, name, suffix = "") {
    const tail = suffix ? "/" + suffix.split("/").map(encodeURIComponent).join("/") : "";
    return wrapperOf(element).dataset.handlers + encodeURIComponent(name) + tail;
  },

  /** Sends JSON to a handler and answers its JSON. Throws BlockError, or TypeError where the line is down. */
  async post(element, name, body, suffix = "") {
    const response = await fetch(runtime.handlerUrl(element, name, suffix), {
      method: "POST",
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRF-Token": element.closest("[data-csrf]").dataset.csrf,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new BlockError(response.status, parsed(text) || {});
    return parsed(text);
  },
};

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function start(element) {
  if (element.dataset.started) return;
  element.dataset.started = "yes";
  try {
    const module = await import(element.dataset.module);
    await module.default(runtime, element, parsed(element.dataset.args || "") || {});
  } catch (error) {
    console.error("block could not start:", element.dataset.usage, error);
  }
}

/** Starts the blocks below an element; a page that adds blocks later calls it again. */
export function startAll(root = document) {
  return Promise.all([...root.querySelectorAll(".xblock[data-module]")].map(start));
}

startAll();
