// The SCORM API for a package of others: API (1.2) or API_1484_11 (2004), in the content's own window or around it.
// Initialize, Commit and Terminate are synchronous and say "true" only after the server has stored what was said. What could
// not be stored is kept and sent again. The table of elements and everything that is known come from the server.
(() => {
  const own = document.currentScript;
  const base = own.src.replace(/api\.js.*$/, "");
  const is2004 = own.dataset.edition !== "1.2";
  const RETRY = 15000; // ms
  const codes = is2004
    ? { early: { get: 122, set: 132, commit: 142, end: 112 }, late: { get: 123, set: 133, commit: 143, end: 113 }, begun: 103, ended: 104,
        begin: 102, stored: 391, goodbye: 111, argument: 201, unknown: 401, beyond: 301, gap: 351, keyword: 404, readOnly: 404,
        writeOnly: 405, type: 406, range: 407, depends: 408, unset: 403, leaf: 301, single: 301 }
    : { early: { get: 301, set: 301, commit: 301, end: 301 }, late: { get: 301, set: 301, commit: 301, end: 301 }, begun: 101, ended: 101,
        begin: 101, stored: 101, goodbye: 101, argument: 201, unknown: 201, beyond: 201, gap: 201, keyword: 402, readOnly: 403,
        writeOnly: 404, type: 405, range: 405, depends: 201, unset: 0, leaf: 202, single: 203 };
  const WORDS = {
    0: "No error", 101: "General exception", 102: "General initialization failure", 103: "Already initialized",
    104: "Content instance terminated", 111: "General termination failure", 112: "Termination before initialization",
    113: "Termination after termination", 122: "Retrieve data before initialization", 123: "Retrieve data after termination",
    132: "Store data before initialization", 133: "Store data after termination", 142: "Commit before initialization",
    143: "Commit after termination", 201: is2004 ? "General argument error" : "Invalid argument error",
    202: "Element cannot have children", 203: "Element not an array - cannot have count", 301: is2004 ? "General get failure" : "Not initialized",
    351: "General set failure", 391: "General commit failure", 401: is2004 ? "Undefined data model element" : "Not implemented error",
    402: "Invalid set value, element is a keyword", 403: is2004 ? "Data model element value not initialized" : "Element is read only",
    404: is2004 ? "Data model element is read only" : "Element is write only",
    405: is2004 ? "Data model element is write only" : "Incorrect data type", 406: "Data model element type mismatch",
    407: "Data model element value out of range", 408: "Data model dependency not established",
  };

  let state = "new"; // new, running or ended
  let error = 0;
  let elements = {};
  let most = 0;
  let given = {}; // by us
  let said = {}; // by the content, now and before
  let session = null; // its number; null: a preview, nothing is recorded
  let commits = 0; // of this session, as they were made
  let waiting = null; // what could not be stored yet
  let dirty = false;
  let timer = 0;
  let leaving = false;

  const tell = (what) => window.top.postMessage({ tsunagu: what }, "*"); // our page asks the server what is true
  const result = (code) => { error = code; return code ? "false" : "true"; };

  // Sends and waits. The answer, or null with why in `refused`: "closing" where a page that goes away may not wait.
  let refused = "";
  function ask(address, body) {
    const request = new XMLHttpRequest();
    try {
      request.open("POST", base + address, false);
      request.setRequestHeader("Content-Type", "text/plain"); // no question beforehand
      request.setRequestHeader("Accept", "application/json");
      request.send(JSON.stringify(body));
    } catch {
      refused = leaving ? "closing" : "unreachable";
      return null;
    }
    refused = request.status === 409 ? "conflict" : "refused";
    return request.status === 200 ? JSON.parse(request.responseText) : null;
  }

  // The same commit until it is known to be stored, unless something was said since: its number makes a copy harmless.
  function commitOf(ended) {
    if (!waiting || dirty || waiting.ended !== ended) {
      commits += 1;
      waiting = { session, number: commits, values: { ...said }, ended };
    }
    dirty = false;
    return waiting;
  }

  function stored() {
    waiting = null;
    clearTimeout(timer);
    tell("stored");
  }

  function store(ended) {
    if (session === null) return true;
    const answer = ask("commit", commitOf(ended));
    if (answer) { stored(); return true; }
    if (refused === "closing") navigator.sendBeacon(`${base}commit`, JSON.stringify(waiting)); // nobody learns whether it arrived
    if (refused === "closing" || refused === "unreachable") again();
    tell(refused);
    return false;
  }

  // Once more after a while, without making the content wait.
  function again() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (!waiting) return;
      try {
        const sent = commitOf(waiting.ended);
        const answer = await fetch(`${base}commit`, { method: "POST", body: JSON.stringify(sent), headers: { Accept: "application/json" } });
        if (!answer.ok) { tell(answer.status === 409 ? "conflict" : "refused"); return; }
        if (sent === waiting) stored();
      } catch { again(); }
    }, RETRY);
  }

  // The data model ------------------------------------------------------------------------------------------
  const template = (name) => name.replace(/\.(0|[1-9][0-9]{0,5})(?=\.)/g, ".n");
  const indices = (name) => [...name.matchAll(/\.(0|[1-9][0-9]{0,5})(?=\.)/g)];
  const value = (name) => (name in said ? said[name] : given[name]);
  const below = (group) => Object.keys(elements).filter((name) => name.startsWith(`${group}.`)).map((name) => name.slice(group.length + 1));

  // Members of a list, which has no gaps.
  function count(list) {
    const start = `${list}.`;
    const members = Object.keys(said).filter((name) => name.startsWith(start));
    return members.reduce((most, name) => Math.max(most, 1 + parseInt(name.slice(start.length), 10)), 0);
  }

  function keyword(name) {
    const group = name.replace(/\._(children|count)$/, "");
    const plain = template(`${group}.`).slice(0, -1);
    const members = below(plain);
    const gap = misplaced(name, 0, codes.beyond);
    if (gap) return { code: gap };
    if (!members.length) return { code: !(plain in elements) ? codes.unknown : name.endsWith("_count") ? codes.single : codes.leaf };
    const isList = members[0].startsWith("n.");
    if (name.endsWith("_count")) return isList ? { value: String(count(group)) } : { code: codes.single };
    return { value: [...new Set(members.map((member) => member.replace(/^n\./, "").split(".")[0]))].join(",") };
  }

  // The number of an error where an index leaves a gap (`slack` 1: one may be added) or goes beyond what is kept.
  function misplaced(name, slack, code) {
    for (const found of indices(name)) {
      const n = Number(found[1]);
      if (n >= most || n > count(name.slice(0, found.index)) - 1 + slack) return code;
    }
    return 0;
  }

  // 2004: a member of a list is named before anything else is said of it.
  function unnamed(name) {
    const member = name.match(/^(cmi\.(?:interactions|objectives)\.[0-9]+)\.(.+)$/);
    return is2004 && member !== null && member[2] !== "id" && value(`${member[1]}.id`) === undefined;
  }

  function read(name) {
    if (/\._(children|count)$/.test(name)) {
      const found = keyword(name);
      error = found.code || 0;
      return found.value ?? "";
    }
    const element = elements[template(name)];
    error = !element ? codes.unknown : !element[0].includes("r") ? codes.writeOnly : misplaced(name, 0, codes.beyond);
    if (error) return "";
    const found = value(name);
    error = found === undefined ? codes.unset : 0;
    return found ?? "";
  }

  function write(name, text) {
    const element = elements[template(name)];
    if (/\._(children|count|version)$/.test(name)) return element || !keyword(name).code ? codes.keyword : codes.unknown;
    if (!element) return codes.unknown;
    const [access, format, low, high] = element;
    if (!access.includes("w")) return codes.readOnly;
    const gap = misplaced(name, 1, codes.gap);
    if (gap) return gap;
    if (unnamed(name)) return codes.depends;
    if (!new RegExp(`^(?:${format})$`).test(text)) return codes.type;
    if (low !== null && text !== "" && (Number(text) < low || Number(text) > high)) return codes.range;
    said[name] = text;
    dirty = true;
    return 0;
  }

  // What the content calls ----------------------------------------------------------------------------------
  const shut = (call) => (state === "running" ? 0 : state === "new" ? codes.early[call] : codes.late[call]);

  function initialize(argument) {
    if (argument !== "" && argument !== undefined) return result(codes.argument);
    if (state !== "new") return result(state === "running" ? codes.begun : codes.ended);
    const begun = ask("session", {});
    if (!begun) { tell(refused); return result(codes.begin); }
    ({ given, said, session, elements, most } = begun);
    state = "running";
    return result(0);
  }

  function terminate(argument) {
    if (argument !== "" && argument !== undefined) return result(codes.argument);
    if (shut("end")) return result(shut("end"));
    if (!store(true)) return result(codes.goodbye); // still running, so that it can be tried again
    state = "ended";
    return result(0);
  }

  function getValue(name) {
    error = shut("get");
    return error ? "" : read(String(name));
  }

  const setValue = (name, text) => result(shut("set") || write(String(name), text === null || text === undefined ? "" : String(text)));

  function commit(argument) {
    if (argument !== "" && argument !== undefined) return result(codes.argument);
    if (shut("commit")) return result(shut("commit"));
    return result(store(false) ? 0 : codes.stored);
  }

  const getLastError = () => String(error);
  const getErrorString = (code) => WORDS[Number(code)] ?? "";
  const getDiagnostic = (code) => (code === "" || code === undefined ? getErrorString(error) : getErrorString(code));

  const api = is2004
    ? { Initialize: initialize, Terminate: terminate, GetValue: getValue, SetValue: setValue, Commit: commit,
        GetLastError: getLastError, GetErrorString: getErrorString, GetDiagnostic: getDiagnostic, version: "1.0" }
    : { LMSInitialize: initialize, LMSFinish: terminate, LMSGetValue: getValue, LMSSetValue: setValue, LMSCommit: commit,
        LMSGetLastError: getLastError, LMSGetErrorString: getErrorString, LMSGetDiagnostic: getDiagnostic };
  const name = is2004 ? "API_1484_11" : "API";
  window[name] = api;

  // What was said and never committed goes along when the page closes, unless the content said goodbye itself.
  addEventListener("pagehide", () => {
    leaving = true;
    const last = state === "running" && session !== null && (dirty || waiting) && commitOf(Boolean(waiting?.ended));
    if (last) navigator.sendBeacon(`${base}commit`, JSON.stringify(last));
  });
  addEventListener("beforeunload", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });

  // Alone in a sandbox nobody may look at the page around: many look there first, so they are shown one that has the API.
  if (own.dataset.alone !== undefined) {
    const around = { [name]: api };
    around.parent = around;
    window.parent = around; // replaceable by design, unlike top
    for (const kind of ["localStorage", "sessionStorage"]) forget(kind);
  }

  // Storage is refused to an origin without a name; most content only asks whether it is there.
  function forget(kind) {
    const kept = new Map();
    const storage = { getItem: (key) => kept.get(String(key)) ?? null, setItem: (key, text) => { kept.set(String(key), String(text)); },
      removeItem: (key) => { kept.delete(String(key)); }, clear: () => kept.clear(), key: (n) => [...kept.keys()][n] ?? null,
      get length() { return kept.size; } };
    Object.defineProperty(window, kind, { value: storage, configurable: true });
  }
})();
