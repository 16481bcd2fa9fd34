// Every change of an answer goes at once to a queue that this browser keeps, and from there to the server.
// The queue outlives a closed tab and a dead line; the page says honestly what has arrived.

const form = document.querySelector("form[data-attempt]");
const asking = form?.id === "q" ? form : null;
const key = `tsunagu.answers.${form?.dataset.attempt}`;
const state = document.querySelector("[data-state]");
const RETRY_EVERY = 5_000;
let sending = false;
let stuck = false;

const queue = () => { try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; } };
const keep = (lines) => {
  if (lines.length) localStorage.setItem(key, JSON.stringify(lines));
  else localStorage.removeItem(key);
};

const say = (name, look) => {
  if (!state || !asking) return;
  state.classList.remove("is-saved", "is-waiting");
  state.classList.add(look);
  const at = new Date().toLocaleTimeString(document.documentElement.lang, { timeZone: "Asia/Tokyo" });
  state.querySelector("span").textContent = asking.dataset[name].replace("{at}", at);
};

const put = (path, body) => fetch(`/api/v1/attempts/${form.dataset.attempt}/${path}`, {
  method: "PUT", body: JSON.stringify(body), keepalive: true,
  headers: { "Content-Type": "application/json", "X-CSRF-Token": form.dataset.token },
});

/** Only the newest answer of a question waits; what is on its way stays as it was sent, so a retry is recognized. */
const enqueue = (position, choices) => {
  const base = Number(asking.elements.base_revision.value);
  const lines = queue();
  const waiting = lines.findLast((line) => line.position === position && !line.sent);
  if (waiting) waiting.choices = choices;
  else lines.push({ position, choices, client_id: crypto.randomUUID(), base_revision: base, sent: false });
  keep(lines);
};

const accepted = (line, receipt) => {
  keep(queue().filter((one) => one.client_id !== line.client_id).map((one) =>
    one.position === line.position ? { ...one, base_revision: receipt.revision } : one));
  if (asking && Number(asking.dataset.position) === line.position) asking.elements.base_revision.value = receipt.revision;
};

/** A refusal will not change by itself: the line is dropped, and the page says so. */
const refused = (line, status) => {
  keep(queue().filter((one) => one.position !== line.position));
  stuck = true;
  say(status === 409 ? "sayConflict" : "sayRefused", "is-waiting");
};

const sendFirst = async () => {
  const lines = queue();
  const line = lines[0];
  line.sent = true;
  keep(lines);
  const { position, choices, client_id, base_revision } = line;
  const response = await put(`answers/${position}`, { choices, client_id, base_revision });
  if (response.ok) accepted(line, await response.json());
  else if (response.status < 500 && response.status !== 429) refused(line, response.status);
  else throw new TypeError(`the server answered ${response.status}`);
};

const flush = async () => {
  if (sending || !form) return;
  sending = true;
  try {
    if (queue().length) say("sayWaiting", "is-waiting");
    const any = queue().length > 0;
    while (queue().length) await sendFirst();
    if (any && !stuck) say("saySaved", "is-saved");
  } catch {
    say("sayOffline", "is-waiting");
  } finally {
    sending = false;
  }
};

const settled = async () => {
  while (sending) await new Promise((done) => setTimeout(done, 50));
  await flush();
};

const chosen = () => [...asking.querySelectorAll("[name=choice]:checked")].map((input) => Number(input.value));

const drawHere = () => {
  const here = document.querySelector(".navigator [aria-current]");
  here?.classList.toggle("is-answered", chosen().length > 0);
  here?.classList.toggle("is-flagged", asking.elements.flag.checked);
  const counts = document.querySelector("[data-counts]");
  const all = document.querySelectorAll(".navigator a").length;
  const done = document.querySelectorAll(".navigator a.is-answered").length;
  if (counts) counts.textContent = counts.dataset.say.replace("{done}", done).replace("{left}", all - done);
};

/** A page opened again shows what this browser still keeps, not the older answer of the server. */
const restore = () => {
  const waiting = queue().findLast((line) => line.position === Number(asking.dataset.position));
  if (!waiting) return;
  asking.querySelectorAll("[name=choice]").forEach((input) => {
    input.checked = waiting.choices.includes(Number(input.value));
  });
  drawHere();
};

const answering = () => {
  restore();
  asking.querySelectorAll("[name=choice]").forEach((input) => input.addEventListener("change", () => {
    stuck = false;
    enqueue(Number(asking.dataset.position), chosen());
    drawHere();
    flush();
  }));
  asking.elements.flag.addEventListener("change", () => {
    drawHere();
    put(`flags/${asking.dataset.position}`, { on: asking.elements.flag.checked }).catch(() => {});
  });
};

/** Leave the page only when everything has arrived: without a line the next page could not open anyway. */
const leaving = (event) => {
  if (!queue().length && !sending) return;
  event.preventDefault();
  const { submitter } = event;
  settled().then(() => {
    if (queue().length) return;
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

const clock = () => {
  const ends = performance.now() + Number(form.dataset.seconds) * 1000;
  const left = document.querySelector("[data-left]");
  const tick = () => {
    const seconds = (ends - performance.now()) / 1000;
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
