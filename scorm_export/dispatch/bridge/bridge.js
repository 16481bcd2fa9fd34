// The bridge of a thin package: it opens the lecture from the center in a frame, hands it one end of a channel, and does
// for it what only this page can: speak with the learning management system. Names and ids stay here.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const PLACE = "/dispatch/play";
  const PATIENCE = 10_000; // milliseconds until the center counts as out of reach
  const OPENING = 20_000; // for the lecture itself, once the center has answered

  function begin(dispatch) {
    const state = { session: null, began: 0, report: null, frame: null, port: null, timer: 0 };
    document.getElementById("again").addEventListener("click", () => connect(dispatch, state));
    addEventListener("pagehide", () => close(state));
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // the session has ended: begin another
    connect(dispatch, state);
  }

  // Coming together --------------------------------------------------------------------------------------

  function connect(dispatch, state) {
    drop(state);
    say(dispatch, "connecting");
    const frame = document.createElement("iframe");
    Object.assign(frame, { title: dispatch.words[dispatch.language].frame, referrerPolicy: "no-referrer", allow: "fullscreen; autoplay" });
    frame.addEventListener("load", () => { if (state.frame === frame) handOver(dispatch, state); });
    frame.src = `${dispatch.center}${PLACE}`;
    state.frame = frame;
    wait(dispatch, state, PATIENCE);
    document.querySelector("main").append(frame);
  }

  // The frame may load again (the learner goes on there after another window): each time it gets a channel of its own.
  function handOver(dispatch, state) {
    const { port1, port2 } = new MessageChannel();
    state.port?.close();
    state.port = port1;
    port1.onmessage = ({ data }) => heard(dispatch, state, data);
    state.frame.contentWindow.postMessage({ tsunagu: "dispatch" }, dispatch.center, [port2]);
  }

  function wait(dispatch, state, patience) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => fail(dispatch, state, "unreachable"), patience);
  }

  function fail(dispatch, state, what, words) {
    drop(state);
    say(dispatch, what, words);
  }

  function drop(state) {
    clearTimeout(state.timer);
    state.port?.close();
    state.frame?.remove();
    state.port = state.frame = null;
  }

  function heard(dispatch, state, data) {
    const known = {
      here: () => launch(dispatch, state),
      shown: () => { clearTimeout(state.timer); show(); },
      refused: () => fail(dispatch, state, "refused", data.words),
      unreachable: () => fail(dispatch, state, "unreachable"),
      save: () => save(state, data),
      "so far": () => { state.report = data.report; }, // not stored yet: for the case that this page goes now
    };
    if (Object.hasOwn(known, data.say)) known[data.say]();
  }

  // The learning management system is opened once the center is there: out of reach, nothing is touched.
  async function launch(dispatch, state) {
    wait(dispatch, state, OPENING);
    const { connected, reference, mode, suspended, location: stopped } = state.session || (await opened(state));
    if (!connected) return fail(dispatch, state, "noLms");
    const learner = tsunagu.veiled(dispatch.dispatch, reference);
    if (!learner) return fail(dispatch, state, "noLearner");
    const { suspended: kept, location: place } = state.report || { suspended, location: stopped };
    state.port?.postMessage({ say: "launch", key: dispatch.key, lecture: dispatch.lecture, language: dispatch.language, learner, mode, kept, place });
  }

  async function opened(state) {
    const session = await tsunagu.channel.open();
    if (session.connected) [state.session, state.began] = [session, Date.now()];
    return session;
  }

  // Keeping ----------------------------------------------------------------------------------------------

  async function save(state, { n, report }) {
    const port = state.port;
    state.report = report;
    let stored = false;
    try { stored = (await tsunagu.channel.save(timed(state, report))) === true; } catch { /* not stored */ }
    port.postMessage({ say: "saved", n, stored });
  }

  // The session is the one of this page, however often the frame was loaded.
  const timed = (state, report) => ({ ...report, seconds: Math.floor((Date.now() - state.began) / 1000) });

  // Where no lecture was shown, the session ends without a word about it.
  function close(state) {
    if (state.session) tsunagu.channel.close(state.report && { ...timed(state, state.report), interactions: [] });
  }

  // What this page says ----------------------------------------------------------------------------------

  // In the language of the dispatch, then in the other: words of the center come in the first only.
  function say(dispatch, what, words) {
    const others = Object.keys(dispatch.words).filter((language) => language !== dispatch.language);
    put("words", words || dispatch.words[dispatch.language][what], dispatch.language);
    put("other", words ? "" : others.map((language) => dispatch.words[language][what]).join(" "), others[0]);
    document.getElementById("again").hidden = what === "connecting";
    document.body.dataset.state = what;
  }

  function put(id, words, language) {
    const place = document.getElementById(id);
    place.textContent = words;
    place.lang = language;
  }

  function show() {
    for (const id of ["words", "other"]) document.getElementById(id).textContent = "";
    document.body.dataset.state = "shown";
  }

  addEventListener("DOMContentLoaded", () => begin(JSON.parse(document.getElementById("dispatch").textContent)));
})();
