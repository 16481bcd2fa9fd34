// cmi5: the statements of a session go to the LRS that launched it, and the suspend data is a document of its state.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const VERBS = {
    initialized: "http://adlnet.gov/expapi/verbs/initialized", completed: "http://adlnet.gov/expapi/verbs/completed",
    passed: "http://adlnet.gov/expapi/verbs/passed", failed: "http://adlnet.gov/expapi/verbs/failed",
    terminated: "http://adlnet.gov/expapi/verbs/terminated", answered: "http://adlnet.gov/expapi/verbs/answered",
  };
  const CMI5 = { id: "https://w3id.org/xapi/cmi5/context/categories/cmi5" };
  const MOVE_ON = { id: "https://w3id.org/xapi/cmi5/context/categories/moveon" };
  const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
  const LETTERS = "abcdefghij";
  const ALONE = { connected: false, mode: "normal", learner: "", reference: "", suspended: "" };

  const launch = Object.fromEntries(new URLSearchParams(location.search));
  const state = { token: "", data: {}, mode: "normal", told: {}, tried: 0, closed: false };

  tsunagu.channel = { open, save, close };

  async function open() {
    if (!launch.endpoint || !launch.fetch) return ALONE;
    try {
      state.token = (await (await fetch(launch.fetch, { method: "POST" })).json())["auth-token"];
      state.data = await (await ask("GET", address("activities/state", { stateId: "LMS.LaunchData", ...who() }))).json();
      state.mode = (state.data.launchMode || "Normal").toLowerCase();
      await ask("GET", address("agents/profile", { agent: launch.actor, profileId: "cmi5LearnerPreferences" })).catch(() => null);
      await send([statement("initialized", {}, [CMI5])]);
      const kept = await ask("GET", address("activities/state", { stateId: "tsunagu", ...who() })).then((answer) => answer.json()).catch(() => ({}));
      state.told = kept.told || {};
      const actor = JSON.parse(launch.actor);
      return { connected: true, mode: state.mode, learner: actor.name || "", reference: (actor.account || {}).name || actor.mbox || "", suspended: kept.suspended || "", location: kept.location || "" };
    } catch { return ALONE; }
  }

  const who = () => ({ activityId: launch.activityId, agent: launch.actor, registration: launch.registration });

  function address(path, query) {
    return `${launch.endpoint.replace(/\/?$/, "/")}${path}?${new URLSearchParams(query)}`;
  }

  async function ask(method, url, body, keepalive = false) {
    const headers = { Authorization: `Basic ${state.token}`, "X-Experience-API-Version": "1.0.3", ...(body ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(url, { method, headers, keepalive, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  const send = (statements, keepalive) => ask("POST", `${launch.endpoint.replace(/\/?$/, "/")}statements`, statements, keepalive);

  function statement(verb, result, categories, object = { id: launch.activityId }) {
    const template = state.data.contextTemplate || {}, activities = template.contextActivities || {};
    const extensions = { ...template.extensions, ...(result.mastery === undefined ? {} : { [MASTERY]: result.mastery }) };
    const { mastery: _mastery, ...said } = result;
    return {
      id: uuid(), actor: JSON.parse(launch.actor), verb: { id: VERBS[verb], display: { en: verb } }, object: { objectType: "Activity", ...object },
      ...(Object.keys(said).length ? { result: said } : {}), timestamp: new Date().toISOString(),
      context: { ...template, registration: launch.registration, extensions, contextActivities: { ...activities, ...(categories.length ? { category: [...(activities.category || []), ...categories] } : {}) } },
    };
  }

  // Completed and passed are said once in a registration; failed never after passed. A new best score is another attempt to pass.
  function defined(report) {
    const duration = `PT${Math.floor(report.seconds)}S`, found = [];
    if (tsunagu.finished(report) && !state.told.completed) found.push(["completed", statement("completed", { completion: true, duration }, [CMI5, MOVE_ON])]);
    if (report.score === null || state.told.passed) return found;
    const mastery = state.data.masteryScore, result = { score: { scaled: report.score }, success: Boolean(report.success), duration, ...(mastery === undefined ? {} : { mastery }) };
    if (report.success) found.push(["passed", statement("passed", result, [CMI5, MOVE_ON])]);
    else if (state.told.failed !== report.score) found.push(["failed", statement("failed", result, [CMI5, MOVE_ON])]);
    return found;
  }

  async function save(report) {
    if (!state.token || state.closed) return false;
    if (state.mode !== "normal") return true; // review and browse write nothing
    const news = defined(report);
    try {
      const said = [...report.interactions.map(answered), ...news.map(([, each]) => each)];
      if (said.length) await send(said);
      for (const [verb] of news) state.told[verb] = verb === "failed" ? report.score : true;
      await ask("PUT", address("activities/state", { stateId: "tsunagu", ...who() }), { suspended: report.suspended, location: report.location, told: state.told });
      return true;
    } catch { return false; }
  }

  function answered({ id, type, response, right, seconds }) {
    const given = Array.isArray(response) ? response.map((n, line) => (type === "matching" ? `${line}[.]${LETTERS[n] || "z"}` : LETTERS[n])).join("[,]") : String(response);
    const definition = { type: "http://adlnet.gov/expapi/activities/cmi.interaction", interactionType: type, correctResponsesPattern: [] };
    return statement("answered", { success: right, response: given, duration: `PT${Math.floor(seconds)}S` }, [], { id: `${launch.activityId}/items/${id}`, definition });
  }

  // Terminated is the last thing said; the page is going, so nobody waits for the answer.
  function close(report) {
    if (!state.token || state.closed) return;
    const news = state.mode === "normal" ? [...report.interactions.map(answered), ...defined(report).map(([, each]) => each)] : [];
    send([...news, statement("terminated", { duration: `PT${Math.floor(report.seconds)}S` }, [CMI5])], true).catch(() => {});
    if (state.mode === "normal") ask("PUT", address("activities/state", { stateId: "tsunagu", ...who() }), { suspended: report.suspended, location: report.location, told: state.told }, true).catch(() => {});
    state.closed = true;
  }

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  }
})();
