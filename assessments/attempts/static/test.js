// Every change of an answer goes at once to a queue that this browser keeps, and from there to the server.
// The queue outlives a closed tab and a dead line; the page says honestly what has arrived.

const form = document.querySelector("form[data-attempt]");
const asking = form?.id === "q" ? form : null;
const key = `tsunagu.answers.${form?.dataset.attempt}`;
const state = document.querySelector("[data-state]");
const RETRY_EVERY = 5_000;
const PATIENCE = 15_000;
const NOT_PLACED = -1;
const WARN_AT = [600, 180]; // seconds left that are told in words
let sending = false;
let stuck = false;
let savedAt = null; // by the server's clock: this computer's may be wrong
let unkept = null; // the lines, where this browser refuses to keep anything

/** The line is down, or the server wants something first: nothing is dropped. ``say`` names the words for it. */
class Pause extends Error {
  constructor(say) { super(say); this.say = say; }
}

const queue = () => {
  if (unkept) return unkept;
  try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
};
const keep = (lines) => {
  try {
    if (lines.length) localStorage.setItem(key, JSON.stringify(lines));
    else localStorage.removeItem(key);
    unkept = null;
  } catch {
    unkept = lines.length ? lines : null;
  }
};

const newest = (position, lines) => lines.filter((line) => line.position === position).pop();

/** ``randomUUID`` exists on secure pages only. */
const newId = () => crypto.randomUUID?.() ?? Array.from(
  crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const clockTime = (instant) => {
  const [hour, minute, second] = new Date(instant)
    .toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo" }).split(":");
  return form.dataset.sayAt.replace("{hour}", Number(hour)).replace("{minute}", minute).replace("{second}", second);
};

const say = (name, look, position = "") => {
  if (!state) return;
  state.classList.remove("is-saved", "is-waiting");
  state.classList.add(look);
  const words = form.dataset[unkept ? "sayUnkept" : name];
  state.querySelector("span").textContent = words
    .replace("{at}", savedAt ? clockTime(savedAt) : "").replaceAll("{n}", position);
};

const put = async (path, body) => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(`/api/v1/attempts/${form.dataset.attempt}/${path}`, {
      method: "PUT", body: JSON.stringify(body), keepalive: true, signal: patience.signal,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": form.dataset.token },
    });
  } finally {
    clearTimeout(timer);
  }
};

/** Only the newest answer of a question waits; what is on its way stays as it was sent, so a retry is recognized. */
const enqueue = (position, response) => {
  const base = Number(asking.elements.base_revision.value);
  const lines = queue();
  const waiting = newest(position, lines);
  if (waiting && !waiting.sent) waiting.response = response;
  else lines.push({ position, response, client_id: newId(), base_revision: base, sent: false });
  keep(lines);
};

const accepted = (line, receipt) => {
  savedAt = receipt.saved_at;
  keep(queue().filter((one) => one.client_id !== line.client_id).map((one) =>
    one.position === line.position ? { ...one, base_revision: receipt.revision } : one));
  if (asking && Number(asking.dataset.position) === line.position) asking.elements.base_revision.value = receipt.revision;
};

/** A refusal will not change by itself: the line is dropped, and the page says so and for which question. */
const refused = (line, problem) => {
  keep(queue().filter((one) => one.position !== line.position));
  stuck = true;
  say(problem.type === "/problems/conflict" ? "sayConflict" : "sayRefused", "is-waiting", line.position);
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const sendFirst = async () => {
  const lines = queue();
  const line = lines[0];
  line.sent = true;
  keep(lines);
  const { position, response: answer, client_id, base_revision } = line;
  const response = await put(`answers/${position}`, { response: answer, client_id, base_revision });
  if (response.ok) return accepted(line, await response.json());
  if (response.status === 401 || response.status === 403) throw new Pause("saySignIn");
  if (response.status >= 500 || response.status === 429) throw new Pause("sayOffline");
  const problem = await response.json().catch(() => ({}));
  // The same answer by another way (the form itself, another tab) is stored already: no reason to alarm anybody.
  const already = { revision: problem.revision, saved_at: response.headers.get("Date") };
  return isSame(answer, problem.response) ? accepted(line, already) : refused(line, problem);
};

const flush = async () => {
  if (sending || !form) return;
  sending = true;
  try {
    if (queue().length) say("sayWaiting", "is-waiting");
    const any = queue().length > 0;
    while (queue().length) await sendFirst();
    if (any && !stuck) say("saySaved", "is-saved");
  } catch (error) {
    say(error.say ?? "sayOffline", "is-waiting");
  } finally {
    sending = false;
  }
};

const settled = async () => {
  while (sending) await new Promise((done) => setTimeout(done, 50));
  await flush();
};

const text = asking?.elements.text;
const places = asking ? [...asking.querySelectorAll("[name^=place-]")] : [];

/** The answer in the shape of the question's kind, as the server keeps it. */
const chosen = () => {
  if (text) return text.value.trim();
  if (places.length) return places.map((select) => (select.value === "" ? NOT_PLACED : Number(select.value)));
  return [...asking.querySelectorAll("[name=choice]:checked")].map((input) => Number(input.value));
};

const isEmpty = (response) => (text ? response === "" : response.every((place) => place === NOT_PLACED));

const show = (response) => {
  if (text) text.value = response;
  places.forEach((select, n) => { select.value = response[n] === NOT_PLACED ? "" : response[n]; });
  asking.querySelectorAll("[name=choice]").forEach((input) => { input.checked = response.includes(Number(input.value)); });
};

const drawHere = () => {
  const here = document.querySelector(".navigator [aria-current]");
  here?.classList.toggle("is-answered", !isEmpty(chosen()));
  here?.classList.toggle("is-flagged", asking.elements.flag.checked);
  const counts = document.querySelector("[data-counts]");
  const all = document.querySelectorAll(".navigator a").length;
  const done = document.querySelectorAll(".navigator a.is-answered").length;
  if (counts) counts.textContent = counts.dataset.say.replace("{done}", done).replace("{left}", all - done);
};

/** A page opened again shows what this browser still keeps, not the older answer of the server. */
const restore = () => {
  const waiting = newest(Number(asking.dataset.position), queue());
  if (!waiting) return;
  show(waiting.response);
  drawHere();
};

const answering = () => {
  restore();
  const take = () => {
    stuck = false;
    enqueue(Number(asking.dataset.position), chosen());
    drawHere();
    flush();
  };
  [...asking.querySelectorAll("[name=choice]"), ...places].forEach((field) => field.addEventListener("change", take));
  text?.addEventListener("input", take);
  asking.elements.flag.addEventListener("change", () => {
    drawHere();
    put(`flags/${asking.dataset.position}`, { on: asking.elements.flag.checked }).catch(() => {});
  });
};

/**
 * Leave the page only when everything has arrived: without a line the next page could not open anyway.
 * An answer that was refused just now is told first; who presses again goes on.
 */
const leaving = (event) => {
  if (!queue().length && !sending) return;
  event.preventDefault();
  const { submitter } = event;
  settled().then(() => {
    if (queue().length || stuck) return;
    form.removeEventListener("submit", leaving);
    form.requestSubmit(submitter);
  });
};

const submitForm = () => {
  const post = document.createElement("form");
  post.method = "post";
  post.action = `/attempts/${form.dataset.attempt}/submission`;
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "csrf_token", value: form.dataset.token });
  post.append(token);
  document.body.append(post);
  post.submit();
};

/** Ten and three minutes before the end, once, in words that a screen reader speaks. */
const warn = (before, seconds) => {
  const place = document.querySelector("[data-warning]");
  if (place && WARN_AT.some((moment) => before > moment && seconds <= moment)) {
    place.textContent = place.dataset.say.replace("{n}", Math.ceil(seconds / 60));
  }
};

const clock = () => {
  const ends = performance.now() + Number(form.dataset.seconds) * 1000;
  const left = document.querySelector("[data-left]");
  let before = Number(form.dataset.seconds);
  const tick = () => {
    const seconds = (ends - performance.now()) / 1000;
    warn(before, seconds);
    before = seconds;
    if (left && seconds > 0) left.textContent = `　${left.dataset.say.replace("{n}", Math.ceil(seconds / 60))}`;
    if (seconds > 0) return;
    clearInterval(timer);
    settled().then(submitForm);
  };
  const timer = setInterval(tick, 1000);
  const hide = document.querySelector("#hide-time");
  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  hide?.addEventListener("change", () => { left.hidden = hide.checked; });
};

if (form) {
  if (asking) answering();
  form.addEventListener("submit", leaving);
  clock();
  setInterval(flush, RETRY_EVERY);
  addEventListener("online", flush);
  flush();
}
