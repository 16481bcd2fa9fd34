// The center's page inside a contractor's system. It hears one message from the page around it, which brings a channel; from then
// on it speaks through that channel only. A save is done when the center and the learner's own system have both stored it.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const PATIENCE = 15_000; // milliseconds for an answer of the center
  const LOCAL_PATIENCE = 10_000; // and of the learner's own system
  const { ALIKE, AHEAD, OVERTAKEN } = tsunagu.copies, MARKS = { stored: ALIKE, elsewhere: OVERTAKEN };

  addEventListener("message", function met(event) {
    if (window.parent === window || event.source !== window.parent || event.data?.tsunagu !== "dispatch" || event.ports.length !== 1) return;
    removeEventListener("message", met);
    const port = event.ports[0], page = { port, origin: event.origin, waiting: new Map(), launched: false };
    port.onmessage = ({ data }) => heard(page, data);
    port.postMessage({ say: "here" });
  });

  function heard(page, data) {
    if (data.say === "launch" && !page.launched) { page.launched = true; launch(page, data); }
    if (data.say === "saved") page.waiting.get(data.n)?.(data.stored === true);
  }

  // Opening ----------------------------------------------------------------------------------------------

  async function launch(page, { key, lecture, language, learner, mode, kept, place }) {
    const answer = await ask("POST", document.body.dataset.launch, key, language, { lecture, learner, mode, origin: page.origin });
    if (answer.kind === "unreachable") return page.port.postMessage({ say: "unreachable" });
    if (answer.kind !== "stored") return page.port.postMessage({ say: "refused", words: answer.words });
    const opened = answer.body;
    document.getElementById("stage").innerHTML = opened.html; // our own server's
    document.documentElement.lang = language;
    document.querySelector("#stage .file")?.remove(); // results come home by themselves
    const island = document.getElementById("lecture"), door = document.getElementById("door");
    document.title = document.querySelector("#stage .top > div, #door h1").innerText;
    const suspended = door ? "" : tsunagu.copies.resumed(opened.suspended, kept, JSON.parse(island.textContent));
    const session = { connected: true, mode, learner: "", reference: "", suspended, location: place };
    tsunagu.channel = channel({ ...page, key, language, registration: opened.registration, session: opened.session, words: opened.words,
      stored: opened, over: "", reports: 0, numbers: 0 }, session);
    await (door ? tsunagu.door(door) : tsunagu.start(island));
    page.port.postMessage({ say: "shown" });
  }

  async function ask(method, address, key, language, body, keepalive) {
    const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(address, {
        method, body: JSON.stringify(body), keepalive, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
        signal: patience.signal,
        headers: { "Content-Type": "application/json", "X-Dispatch-Key": key, "Accept-Language": language },
      });
      if (answer.status >= 500 || answer.status === 429) return { kind: "unreachable" };
      const said = await answer.json();
      if (answer.ok) return { kind: "stored", body: said };
      return { kind: said.type === "/problems/conflict" ? "elsewhere" : "refused", words: said.detail || said.title };
    } catch {
      return { kind: "unreachable" };
    } finally { clearTimeout(timer); }
  }

  // Keeping ----------------------------------------------------------------------------------------------

  function channel(page, session) {
    const writes = session.mode === "normal"; // a look back changes nothing
    return {
      open: () => Promise.resolve(session), save: (report) => save(page, report), close: (report) => { if (writes) leave(page, report); },
      stored: () => page.stored,
    };
  }

  async function save(page, report) {
    if (page.over) return new Promise(() => {}); // nobody waits for it any more
    page.port.postMessage({ say: "so far", report: forLocal(page, report, AHEAD) });
    const answer = await centrally(page, report), mark = MARKS[answer.kind] || AHEAD, isCentral = mark === ALIKE;
    const isLocal = await locally(page, report, mark);
    if (answer.kind === "elsewhere" || answer.kind === "refused") return end(page, answer);
    tell(page, isCentral, isLocal);
    return isCentral && isLocal;
  }

  async function centrally(page, report, keepalive) {
    const answer = await ask("PUT", document.body.dataset.report, page.key, page.language, written(page, report), keepalive);
    if (answer.kind === "stored") page.stored = answer.body;
    return answer;
  }

  // Each report says everything that those before it said: of two that cross on their way, the later one counts.
  const written = (page, report) => ({
    registration: page.registration, session: page.session, number: (page.reports += 1), suspended: report.suspended, completed: report.completed,
    success: report.success, score: report.score, seconds: report.seconds,
    answers: Object.fromEntries(report.interactions.map(({ id, right }) => [id, right])),
  });

  // The learner's own system hears of a result when the center has it; of where the learner is, always.
  const forLocal = (page, report, mark) => ({
    ...report, completed: page.stored.completed, success: page.stored.success, score: page.stored.score,
    suspended: mark + report.suspended, interactions: mark === ALIKE ? report.interactions : [],
  });

  function locally(page, report, mark) {
    const n = (page.numbers += 1);
    return new Promise((done) => {
      const timer = setTimeout(() => answered(false), LOCAL_PATIENCE);
      const answered = (stored) => { clearTimeout(timer); page.waiting.delete(n); done(stored); };
      page.waiting.set(n, answered);
      page.port.postMessage({ say: "save", n, report: forLocal(page, report, mark) });
    });
  }

  // The page goes: one last word to the center, which it may hear. The page around this one ends its own session.
  function leave(page, report) {
    page.port.postMessage({ say: "so far", report: forLocal(page, report, MARKS[page.over] || AHEAD) });
    if (!page.over) centrally(page, report, true);
    page.over ||= "left";
  }

  // What the page says -----------------------------------------------------------------------------------

  function tell(page, isCentral, isLocal) {
    const what = isCentral ? (isLocal ? "" : "lmsRefuses") : isLocal ? "unreachable" : "nowhere";
    const place = document.getElementById("dispatch-notice"), words = what ? page.words[what] : "";
    place.hidden = !words;
    if (place.textContent !== words) place.textContent = words;
  }

  // Nothing that is done here would be stored any more: the lecture makes room for the words that say so.
  function end(page, { kind, words }) {
    const place = document.getElementById("over"), button = place.querySelector("button");
    page.over = kind;
    document.querySelectorAll("video, audio").forEach((media) => media.pause());
    document.body.dataset.over = kind;
    document.getElementById("dispatch-notice").hidden = true;
    place.hidden = false;
    place.querySelector("h1").textContent = document.title;
    place.querySelector("p").textContent = kind === "elsewhere" ? page.words.elsewhere : words;
    button.hidden = kind !== "elsewhere";
    button.textContent = page.words.here;
    button.addEventListener("click", () => location.reload());
    return new Promise(() => {});
  }
})();
