// The lecture player's bookkeeping: which seconds were played, told to the server, and shown as the server credits them.
// The browser's own <video> does the playing; without this module the text path still counts the same.

const panel = document.querySelector("[data-player]");
const video = document.querySelector(".player video");
const REPORT_EVERY = 10_000;
const MOST_SPANS = 200; // in one report
const LONGEST_STEP = 1.5; // seconds of video between two ticks of honest playing at 2x; more is a seek

if (panel && video) start();

function start() {
  const state = {
    total: Number(panel.dataset.seconds), spans: JSON.parse(panel.dataset.spans), pending: [], lease: null,
    last: null, sending: false, outdated: false,
  };
  panel.querySelectorAll("[data-needs-script]").forEach((tool) => { tool.hidden = false; });
  tools();
  playing(state);
  draw(state, null);
  transcript();
  setInterval(() => report(state), REPORT_EVERY);
  addEventListener("pagehide", () => report(state, true));
  addEventListener("online", () => report(state));
  document.addEventListener("visibilitychange", () => { if (document.hidden) report(state, true); });
}

function tools() {
  const speed = panel.querySelector("#speed");
  const captions = panel.querySelector("#captions");
  const resume = panel.querySelector("#resume");
  const position = Number(panel.dataset.position);
  speed.addEventListener("change", () => { video.playbackRate = Number(speed.value); });
  video.addEventListener("ratechange", () => {
    if (video.playbackRate > 2) video.playbackRate = 2;
    speed.value = String(video.playbackRate);
  });
  captions.addEventListener("change", () => showCaptions(captions.checked));
  if (position) resume.querySelector("span").textContent = panel.dataset.sayResume.replace("{time}", clock(position));
  resume.addEventListener("click", () => {
    if (position && video.currentTime < 1) video.currentTime = position >= video.duration - 2 ? 0 : position;
    video.play();
    video.focus();
  });
}

function showCaptions(on) {
  const language = document.documentElement.lang;
  for (const track of video.textTracks) track.mode = on && track.language === language ? "showing" : "disabled";
}

function playing(state) {
  video.addEventListener("play", () => { if (!state.lease || state.outdated) takeLease(state); state.last = video.currentTime; });
  video.addEventListener("timeupdate", () => note(state));
  video.addEventListener("seeking", () => { state.last = null; });
  video.addEventListener("seeked", () => { state.last = video.currentTime; });
  video.addEventListener("pause", () => { note(state); report(state); });
  video.addEventListener("ended", () => { note(state); finish(state); report(state); });
}

// Between two ticks the video moved by what was really played; a jump is no playing.
function note(state) {
  const at = video.currentTime;
  if (state.last !== null && at > state.last && at - state.last <= LONGEST_STEP * Math.max(1, video.playbackRate)) {
    const open = state.pending.at(-1);
    if (open && Math.abs(open[1] - state.last) < 0.05) open[1] = at; else state.pending.push([state.last, at]);
  }
  if (!video.seeking) state.last = at;
}

// The last fraction of a second has no tick of its own.
function finish(state) {
  const open = state.pending.at(-1);
  if (open && state.total - open[1] < 1.5) open[1] = state.total;
}

async function takeLease(state) {
  if (state.outdated) state.pending = []; // seen while another player had the lease: never to be credited
  try {
    const answer = await post(panel.dataset.lease, {});
    state.lease = answer.lease;
    state.outdated = false;
  } catch { say("waiting"); }
}

async function report(state, leaving = false) {
  if (state.sending || !state.pending.length) return;
  if (!state.lease) await takeLease(state);
  if (!state.lease || state.outdated) return;
  const sent = state.pending;
  state.pending = [];
  state.sending = true;
  try {
    const part = sent.slice(0, MOST_SPANS);
    state.pending = [...sent.slice(MOST_SPANS), ...state.pending];
    draw(state, await post(panel.dataset.watch, { lease: state.lease, spans: whole(part), position: Math.floor(video.currentTime) }, leaving));
    state.pending = [...uncredited(state, part), ...state.pending];
    say("saved");
  } catch (error) {
    refused(state, sent, error);
  } finally {
    state.sending = false;
  }
}

function refused(state, sent, error) {
  if (error.status === 409 && error.reason === undefined) { state.outdated = true; say("other"); return; }
  if (error.status === 422) return;
  state.pending = [...sent, ...state.pending];
  say(error.status === 401 || error.status === 403 ? "signIn" : error.status && error.status < 500 ? "closed" : "waiting");
}

// Whole seconds outward: a second that was begun is a second that was seen.
function whole(spans) {
  return spans.map(([from, to]) => [Math.floor(from), Math.ceil(to)]).filter(([from, to]) => to > from);
}

// What the server's clock did not pay for yet is claimed again with the next report: the server still decides.
function uncredited(state, sent) {
  const seen = ([from, to]) => state.spans.some(([a, b]) => a <= from && Math.min(to, state.total) <= b);
  return whole(sent).filter((span) => span[0] < state.total && !seen(span));
}

async function post(address, body, leaving = false) {
  const answer = await fetch(address, {
    method: "POST", keepalive: leaving, body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": panel.dataset.csrf },
  });
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.title), { status: answer.status, reason: content.reason });
  return content;
}

function draw(state, watch) {
  if (watch) state.spans = watch.spans;
  const thread = panel.querySelector("[data-thread]");
  thread.replaceChildren(bar("is-f", 0, state.total, state.total), ...state.spans.map(([a, b]) => bar("is-w", a, b, state.total)));
  if (watch) {
    panel.querySelector("[data-coverage]").textContent = `${Math.floor(100 * watch.coverage)}%`;
    if (watch.attended) attended();
  }
  showMissing(state);
}

function bar(kind, from, to, total) {
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ class: kind, x: 1000 * from / total, y: 18, width: 1000 * (to - from) / total, height: 8 })) rect.setAttribute(name, value);
  return rect;
}

function gaps(state) {
  const found = [];
  let at = 0;
  for (const [from, to] of state.spans) { if (from > at) found.push([at, from]); at = Math.max(at, to); }
  if (at < state.total) found.push([at, state.total]);
  return found;
}

function showMissing(state) {
  const place = panel.querySelector("[data-missing]");
  const missing = state.spans.length ? gaps(state).slice(0, 5) : [];
  place.replaceChildren(...(missing.length ? [place.dataset.label] : []), ...missing.flatMap(([from, to]) => [jump(from, to), " "]));
}

function jump(from, to) {
  const link = document.createElement("a");
  link.href = "#seen";
  link.textContent = `${clock(from)}–${clock(to)}`;
  link.addEventListener("click", (event) => { event.preventDefault(); video.currentTime = from; video.play(); });
  return link;
}

// Attendance opens the test: the page is asked again once, so that its lock and its button are the server's.
function attended() {
  if (panel.dataset.attended) return;
  panel.dataset.attended = "yes";
  say("done");
  const quiz = document.querySelector("[data-quiz]");
  if (quiz && !quiz.dataset.open) fetch(location.href).then((answer) => answer.text()).then((html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-quiz]");
    if (fresh) quiz.replaceWith(fresh);
  }).catch(() => {});
}

function say(what) {
  const place = panel.querySelector("[data-state]");
  if (panel.dataset.attended && what === "saved") return;
  const words = panel.dataset[`say${what[0].toUpperCase()}${what.slice(1)}`];
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
  place.textContent = words.replace("{time}", time);
  place.classList.toggle("is-waiting", ["waiting", "other", "closed", "signIn"].includes(what));
}

function transcript() {
  const lines = [...document.querySelectorAll(".transcript [data-second]")];
  for (const line of lines) line.addEventListener("click", (event) => {
    event.preventDefault();
    video.currentTime = Number(line.dataset.second);
    video.play();
  });
  video.addEventListener("timeupdate", () => {
    const here = lines.findLast((line) => Number(line.dataset.second) <= video.currentTime);
    for (const line of lines) line.toggleAttribute("aria-current", false);
    here?.setAttribute("aria-current", "true");
  });
}

function clock(seconds) {
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60, rest = String(Math.floor(seconds) % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
