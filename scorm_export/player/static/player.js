// A lecture outside of the house: what was read, watched and answered, kept where the learner's own system keeps it.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const ALONE = {
    open: () => Promise.resolve({ connected: false, mode: "normal", learner: "", reference: "", suspended: "", location: "" }),
    save: () => Promise.resolve(false), close() {},
  };
  const EVERY = 20_000; // milliseconds between two saves while a video plays

  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  tsunagu.start = async (island) => {
    const lecture = JSON.parse(island.textContent), channel = tsunagu.channel || ALONE;
    const session = await channel.open();
    const page = {
      lecture, session, began: Date.now(), here: lecture.sections[0].id, state: tsunagu.state.read(session.suspended, lecture),
      writes: session.connected && session.mode === "normal",
    };
    page.saving = tsunagu.saving(channel, () => reportOf(page), (what) => say(page, what));
    page.change = () => { judge(page); draw(page); if (page.writes) page.saving.now(); };
    greet(page);
    sections(page);
    recording(page);
    tsunagu.test(page);
    tsunagu.resultFile(page);
    furigana();
    folded();
    draw(page);
    resume(page);
    leaving(page);
    document.body.dataset.ready = session.connected ? session.mode : "alone";
  };

  function reportOf({ lecture, state, began, here }) {
    const seconds = Math.floor((Date.now() - began) / 1000);
    return {
      suspended: tsunagu.state.written({ ...state, spent: state.spent + seconds }, lecture), location: here, gate: lecture.gate, completed: state.attended,
      success: state.passed ? true : state.best === null ? null : false, score: state.best, progress: progress(lecture, state),
      seconds,
    };
  }

  // Attended: every section read, or enough of the recording seen. It is never taken back.
  function judge({ lecture, state }) {
    state.attended = state.attended || share(lecture, state) >= 1;
  }

  function share(lecture, state) {
    const read = lecture.sections.length ? state.read.length / lecture.sections.length : 0;
    const watched = lecture.seconds ? tsunagu.state.length(state.spans) / lecture.seconds / lecture.threshold : 0;
    return Math.max(read, watched);
  }

  function progress(lecture, state) {
    return state.attended ? 1 : Math.min(0.99, Math.floor(100 * share(lecture, state)) / 100);
  }

  // What the page says ----------------------------------------------------------------------------------

  function greet({ lecture, session }) {
    const word = session.connected ? (session.mode === "normal" ? "" : lecture.words.review) : lecture.words.alone;
    const notice = $("#notice");
    notice.hidden = !word;
    $("p", notice).textContent = word;
    const learner = $("#learner");
    learner.hidden = !session.learner;
    learner.textContent = lecture.words.learner.replace("{name}", session.learner); // a stranger's text: never as HTML
    say({ lecture, writes: session.connected && session.mode === "normal" }, "begun");
  }

  function say({ lecture, writes }, what) {
    const place = $("#save"), words = writes ? lecture.words[what].replace("{time}", tsunagu.clock(new Date()).slice(0, 5)) : "";
    place.dataset.state = writes ? what : "";
    // Read out are the outcomes alone, and none of them twice: that it is saving stands there for the eye.
    if (what === "saving") place.dataset.saving = words; else if (place.textContent !== words) place.textContent = words;
  }

  function draw(page) {
    const { lecture, state } = page;
    $$("[data-read]").forEach((button) => {
      const done = state.read.includes(Number(button.dataset.read));
      button.disabled = done;
      button.textContent = done ? lecture.words.readDone : lecture.words.read;
    });
    $$("#contents [data-section]").forEach((mark) => {
      const done = state.read.includes(Number(mark.dataset.section));
      mark.textContent = done ? lecture.words.readDone : "";
      mark.closest("li").classList.toggle("is-done", done);
    });
    const part = progress(lecture, state);
    $("#progress").value = part;
    $("#progress-words").textContent = lecture.words[stand(page)].replace("{n}", Math.floor(100 * part));
  }

  function stand(page) {
    if (!page.state.attended) return "progress";
    return tsunagu.finished(reportOf(page)) ? "finished" : page.lecture.gate === "passed" ? "toPass" : "toTake";
  }

  // Reading ---------------------------------------------------------------------------------------------

  // One may read it all first, then confirm: what was confirmed in this session must fit into its time.
  function sections(page) {
    const { lecture, state } = page;
    let spent = 0;
    $$("[data-read]").forEach((button) => button.addEventListener("click", () => {
      const n = Number(button.dataset.read), needed = lecture.sections[n].seconds;
      const left = Math.ceil(spent + needed - (Date.now() - page.began) / 1000);
      const hint = button.parentElement.querySelector("[role=status]");
      hint.textContent = left > 0 ? lecture.words.haste.replace("{n}", left) : "";
      if (left > 0) return;
      spent += needed;
      state.read.push(n);
      page.here = lecture.sections[n].id;
      page.change();
      (button.closest("section").nextElementSibling || button).querySelector("h2, button, a")?.focus();
    }));
    if (page.session.mode !== "normal") $$("[data-read]").forEach((button) => { button.hidden = true; });
    if ("IntersectionObserver" in window) inView((id) => { page.here = id; });
  }

  function inView(found) {
    const observer = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => found(entry.target.id)), { rootMargin: "-20% 0px -60% 0px" });
    $$("section.text").forEach((section) => observer.observe(section));
  }

  // Watching --------------------------------------------------------------------------------------------

  function recording(page) {
    const media = $("video, audio"), { state, lecture } = page;
    if (!media) return;
    if (state.position > 0 && state.position < lecture.seconds - 2) media.currentTime = state.position;
    $$("[data-second]").forEach((line) => line.addEventListener("click", (event) => {
      event.preventDefault();
      media.currentTime = Number(line.dataset.second);
      media.play();
    }));
    if (!page.writes && page.session.connected) return;
    let last = 0;
    tsunagu.watch(media, (from, to) => {
      state.spans = tsunagu.state.merged([...state.spans, [from, Math.min(to, lecture.seconds)]]);
      state.position = from;
      if (Date.now() - last > EVERY) { last = Date.now(); page.change(); }
    }, page.change);
  }

  // Coming and going ------------------------------------------------------------------------------------

  function resume(page) {
    const { session, state, lecture, saving, writes } = page;
    const next = lecture.sections.find((_section, n) => !state.read.includes(n));
    const place = lecture.sections.find((section) => section.id === session.location) || (state.read.length ? next : null);
    if (place) page.here = place.id;
    if (place && place !== lecture.sections[0]) document.getElementById(place.id).scrollIntoView({ behavior: "instant" });
    if (writes) saving.now();
  }

  function leaving(page) {
    if (!page.session.connected) return;
    document.addEventListener("visibilitychange", () => { if (document.hidden && page.writes) page.saving.now(); });
    addEventListener("pagehide", () => page.saving.close());
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // the session has ended: begin another
  }

  function furigana() {
    const toggle = $("#furigana");
    toggle?.addEventListener("click", () => toggle.setAttribute("aria-pressed", String(document.documentElement.classList.toggle("furigana"))));
  }

  // On a small stage the lecture itself stands first.
  function folded() {
    const contents = $("#contents details");
    if (contents && !matchMedia("(min-width: 56rem)").matches) contents.open = false;
  }

  addEventListener("DOMContentLoaded", () => {
    const island = document.getElementById("lecture");
    if (island) tsunagu.start(island);
  });
})();
