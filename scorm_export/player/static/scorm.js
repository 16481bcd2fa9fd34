// What both editions of SCORM share: finding the API, and a channel that saves honestly.
//
// tsunagu.scorm(edition) is a channel: open() says who learns here and where they stopped, save(report) is true only when
// the LMS has taken everything and committed, close(report) ends the session. An edition says how its elements are called.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const DEEPEST = 50; // frames
  const ALREADY_OPEN = new Set(["101", "103"]); // 1.2 has no code of its own for "initialized already"
  const ALONE = { connected: false, mode: "normal", learner: "", reference: "", suspended: "", location: "" };

  tsunagu.scorm = (edition) => {
    const state = { api: null, mode: "normal", next: 0, sent: new Set(), said: {}, held: {}, closed: false };

    const call = (name, ...given) => {
      try { return String(state.api[edition.calls[name]](...given)); } catch { return "false"; }
    };
    const get = (element) => {
      const value = call("get", element);
      return value === "false" || value === "undefined" || value === "null" ? "" : value;
    };
    // The value is said once: what the LMS has taken need not be said again.
    const set = (element, value) => {
      if (state.said[element] === value) return true;
      if (call("set", element, value) !== "true") return false;
      state.said[element] = value;
      return true;
    };

    function open() {
      state.api = find(edition.api);
      if (!state.api) return Promise.resolve(ALONE);
      if (call("initialize", "") !== "true" && !ALREADY_OPEN.has(call("error"))) return Promise.resolve(ALONE);
      const mode = get(edition.mode);
      state.mode = mode === "review" || mode === "browse" ? mode : "normal";
      state.next = Number(get("cmi.interactions._count")) || 0;
      state.held = edition.held(get);
      const suspended = edition.suspended(get);
      if (state.mode === "normal") begin(suspended);
      return Promise.resolve({
        connected: true, mode: state.mode, learner: get(edition.learner), reference: get(edition.reference),
        suspended, location: edition.location(get),
      });
    }

    // From the first moment: whoever is cut off comes back to where they were. That it is incomplete is said once: not every system
    // tells what it holds, and what was completed would be taken back for a moment.
    function begin(suspended) {
      for (const [element, value] of edition.first(state.held, suspended !== "")) set(element, value);
      call("commit", "");
    }

    function save(report) {
      return Promise.resolve(write(report));
    }

    function write(report) {
      if (!state.api || state.closed) return false;
      if (state.mode !== "normal") return true; // review and browse write nothing
      const taken = edition.report(report, state.held).map(([element, value]) => set(element, value));
      for (const each of report.interactions) tell(each);
      const committed = call("commit", "") === "true";
      return committed && taken.every(Boolean);
    }

    // An interaction is one whole row. Some systems take four elements only, or none: nothing depends on it.
    function tell(interaction) {
      const name = `${interaction.id} ${interaction.at}`;
      if (state.sent.has(name)) return;
      state.sent.add(name);
      const begun = edition.interaction(interaction).map(([element, value], n) => {
        if (n && !state.said[`cmi.interactions.${state.next}.id`]) return false;
        return set(`cmi.interactions.${state.next}.${element}`, value);
      });
      if (begun[0]) state.next += 1;
    }

    // Without a report the session ends and nothing is said of the lecture.
    function close(report) {
      if (!state.api || state.closed) return;
      if (report && state.mode === "normal") {
        write(report);
        for (const [element, value] of edition.last(report)) set(element, value);
        call("commit", "");
      }
      call("terminate", "");
      state.closed = true;
    }

    return { open, save, close };
  };

  // The API stands in a frame around this one, or around the window that opened it. A frame of a stranger ends the search.
  function find(name) {
    return upwards(window, name) || upwards(window.opener, name) || upwards(outermost().opener, name);
  }

  function upwards(from, name) {
    let at = from;
    for (let n = 0; at && n < DEEPEST; n += 1) {
      try { if (at[name]) return at[name]; } catch { return null; }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  }

  function outermost() {
    try { return window.top.location.href ? window.top : window; } catch { return window; }
  }
})();
