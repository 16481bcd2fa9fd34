// The page of a test. Every change of an answer goes at once to a queue that this browser keeps, and from there to the
// server. The queue outlives a closed tab and a dead line; the page says honestly what has arrived.
import { Clock } from "./clock.js";
import { Fields } from "./fields.js";
import { Keeper, inIndexedDb, inLocalStorage, inMemory } from "./keeping.js";
import { Queue, newId } from "./queue.js";
import { Saying } from "./saying.js";

const root = document.querySelector("[data-attempt]");
const asking = root.id === "q" ? root : null;
const position = Number(root.dataset.position);
const fields = asking && new Fields(asking);
const state = document.querySelector("[data-state]");
const panel = document.querySelector("[data-conflict]");
const leftovers = document.querySelector("[data-leftovers]");
const FINISH_EVERY = 4_000;
const heard = new Set(); // lines whose trouble was told when somebody wanted to go on

/** An instant of the server in Tokyo, in the given words. No clock of this computer is asked: it may be wrong. */
const clockTime = (words, instant) => {
  const [hour, minute, second] = new Date(instant).toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo" }).split(":");
  return words.replace("{hour}", Number(hour)).replace("{minute}", minute).replace("{second}", second);
};

const SAYINGS = {
  saved: "saySaved", waiting: "sayWaiting", offline: "sayOffline", "sign-in": "saySignIn", unkept: "sayUnkept",
  conflict: "sayConflict", submitted: "saySubmitted",
};
const SILENT = ["keeping", "idle"];

const words = (now) => {
  if (SILENT.includes(now.name)) return null;
  const isHere = now.name === "conflict" && asking && now.position === position;
  const text = root.dataset[isHere ? "sayChoose" : SAYINGS[now.name] ?? "sayRefused"];
  return text.replace("{at}", queue.savedAt ? clockTime(root.dataset.sayAt, queue.savedAt) : "")
    .replaceAll("{n}", now.position);
};
const saying = new Saying(state, words);

/** A new token for this page, after somebody has signed in again in another tab. */
const renew = async () => {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const token = page.querySelector(`[data-attempt="${root.dataset.attempt}"]`)?.dataset.token ?? null;
  if (token) root.dataset.token = token;
  root.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = root.dataset.token; });
  return token;
};

const queue = new Queue({
  attempt: root.dataset.attempt,
  token: root.dataset.token,
  keeper: new Keeper([inIndexedDb(root.dataset.attempt), inLocalStorage(root.dataset.attempt), inMemory()]),
  fetch: (...request) => fetch(...request),
  renew,
  locks: navigator.locks,
  timers: { set: (work, wait) => setTimeout(work, wait), clear: (timer) => clearTimeout(timer) },
  now: () => performance.now(),
  random: Math.random,
  newId,
  on: { changed: () => draw() },
});

const draw = () => {
  saying.say(queue.state);
  if (panel) drawConflict();
  if (leftovers) drawLeftovers();
};

// Answering ---------------------------------------------------------------------------------------------

const drawHere = () => {
  const here = document.querySelector(".navigator [aria-current]");
  here?.classList.toggle("is-answered", !fields.isEmpty);
  here?.classList.toggle("is-flagged", asking.elements.flag.checked);
  const counts = document.querySelector("[data-counts]");
  const all = document.querySelectorAll(".navigator a").length;
  const done = document.querySelectorAll(".navigator a.is-answered").length;
  if (counts) counts.textContent = counts.dataset.say.replace("{done}", done).replace("{left}", all - done);
};

const take = (how) => {
  queue.add(position, fields.response, how);
  drawHere();
};

const answering = () => {
  fields.listen({ typed: () => take({ typed: true }), taken: () => take(), left: () => queue.flush() });
  asking.elements.flag.addEventListener("change", () => {
    drawHere();
    queue.put(`flags/${position}`, { on: asking.elements.flag.checked }).catch(() => {});
  });
};

/** A page opened again shows what this browser still keeps, not the older answer of the server. */
const restore = () => {
  const { isTouched } = fields;
  const line = queue.look(position, Number(asking.elements.base_revision.value));
  if (isTouched) return take();
  if (!line) return undefined;
  fields.response = line.response;
  return drawHere();
};

// Two answers to one question ---------------------------------------------------------------------------

const conflicting = () => queue.troubled.find((line) => line.position === position && line.problem.kind === "conflict");

const list = (place, response) => {
  const lines = fields.words(response);
  place.replaceChildren(...(lines.length ? lines : [panel.dataset.sayNone]).map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  }));
};

const drawConflict = () => {
  const line = conflicting();
  const shown = JSON.stringify(line ?? null);
  if (panel.dataset.shown === shown) return;
  panel.dataset.shown = shown;
  panel.hidden = !line;
  if (!line) return;
  list(panel.querySelector("[data-mine]"), line.response);
  list(panel.querySelector("[data-theirs]"), line.problem.response);
};

const settle = async (mine) => {
  const line = conflicting();
  const response = line && await queue.settle(line.client_id, mine);
  if (response === null || response === undefined) return;
  fields.response = response;
  drawHere();
};

panel?.querySelectorAll("[data-keep]").forEach((button) => {
  button.addEventListener("click", () => settle(button.dataset.keep === "mine"));
});

// Answers that came too late ----------------------------------------------------------------------------

const inMarks = (response) => (typeof response === "string" ? response
  : response.map((place) => leftovers.dataset.marks[place] ?? "?").join(leftovers.dataset.sayAnd));

const drawLeftovers = () => {
  const lines = queue.troubled;
  leftovers.hidden = !lines.length;
  leftovers.querySelector("ul").replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = leftovers.dataset.sayLine.replace("{n}", line.position)
      .replace("{answer}", inMarks(line.response) || leftovers.dataset.sayNone);
    return item;
  }));
};

leftovers?.querySelector("button").addEventListener("click", () => queue.dismiss(queue.troubled.map((line) => line.client_id)));

// Going on ----------------------------------------------------------------------------------------------

/** Everything has arrived, or cannot now. */
const settled = async () => {
  do await queue.hurry(); while (["keeping", "waiting"].includes(queue.state.name));
};

/** Where to look before going on: an answer that waits, a choice to make, a refusal that nobody has heard yet. */
const obstacle = () => {
  if (queue.waiting.length || queue.state.name === "keeping") return state;
  if (asking && conflicting()) return panel;
  return queue.troubled.every((line) => heard.has(line.client_id)) ? null : state;
};

const hold = (place) => {
  queue.troubled.forEach((line) => heard.add(line.client_id));
  place.tabIndex = -1;
  place.focus();
};

/**
 * Leave the page only when everything has arrived: without a line the next page could not open anyway.
 * An answer that was refused just now is told first; who presses again goes on.
 */
const leaving = (event) => {
  if (asking) asking.elements.base_revision.value = queue.revision(position);
  if (!obstacle()) return;
  event.preventDefault();
  const { submitter } = event;
  settled().then(() => {
    const place = obstacle();
    if (place) return hold(place);
    return root.requestSubmit(submitter);
  });
};

const submitForm = () => {
  const post = document.createElement("form");
  post.method = "post";
  post.action = `/attempts/${root.dataset.attempt}/submission`;
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "csrf_token", value: root.dataset.token });
  post.append(token);
  document.body.append(post);
  post.submit();
};

/**
 * The time is over: what is kept goes first. Without a line the page stays, with the answers on it; and somebody may have
 * given more time meanwhile.
 */
const finish = async (clock) => {
  await settled();
  const isThere = await clock.ask();
  if (!isThere || queue.state.name === "offline") setTimeout(() => finish(clock), FINISH_EVERY);
  else if (clock.seconds > 0) location.reload();
  else submitForm();
};

const running = () => {
  root.addEventListener("submit", leaving);
  const clock = new Clock(root, clockTime);
  clock.run(() => finish(clock));
};

const listenToTheLine = () => {
  addEventListener("online", () => queue.hurry());
  addEventListener("pagehide", () => queue.flush());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("beforeunload", (event) => { if (queue.state.name === "unkept") event.preventDefault(); });
  document.addEventListener("visibilitychange", () => (document.hidden ? queue.flush() : queue.hurry()));
};

const open = async () => {
  await queue.open();
  if (asking) restore();
  if (asking) answering();
  await queue.flush();
  if (leftovers) await queue.forget();
};

if (leftovers === null) running();
listenToTheLine();
open();
