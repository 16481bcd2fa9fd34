// The durable queue of answers and its sender. It knows no page, no storage and no clock but those it is given, so
// that the same code runs in a browser and, under node, in tests/faults.
import * as lines from "./lines.js";

export const LIMITS = {
  typing: 500, // milliseconds that written text may wait for more
  firstWait: 500, longestWait: 15_000, // between tries
  soon: 1_000, // the next try after somebody answers while the line is down
  patience: 15_000, // for one answer of the server
};

/** The line is down, or the server wants something first. Every line stays; ``name`` is the state that says so. */
class Pause extends Error {
  constructor(name, wait = 0) { super(name); this.name = name; this.wait = wait; }
}

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** ``randomUUID`` exists on secure pages only. */
export const newId = () => crypto.randomUUID?.() ?? Array.from(
  crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const isReceipt = (told, line) => told?.position === line.position && [told.revision, told.sequence].every(Number.isInteger);

const isProblem = (told) => typeof told?.type === "string" && told.type.startsWith("/problems/");

/** Why the server did not take an answer. */
const refusal = (told) => {
  if (Number.isInteger(told.revision)) return { kind: "conflict", revision: told.revision, response: told.response };
  const kind = told.reason ?? told.type.slice("/problems/".length);
  return { kind: kind === "conflict" ? "clash" : kind };
};

/**
 * The queue of one attempt in one tab.
 *
 * ``on.changed()``: ask for ``state`` again. ``on.stored(line)``: kept on this device. ``on.saved(line, receipt)``: the
 * server has it. ``on.told(line)``: it does not take it, and the person must hear of it.
 */
export class Queue {
  #o; #keeper; #token;
  #seen = new Map(); // position: what this tab shows
  #busy = new Map(); // position: the sending that is under way
  #again = new Set(); // positions with news since that began
  #storing = 0;
  #eager = false; // somebody asked to send while lines were still being kept
  #trouble = null; // the state that the last try ended in
  #failures = 0;
  #retry = null; // { timer, at }
  #typing = null;

  /**
   * @param {{attempt: string, keeper: import("./keeping.js").Keeper, token: string, fetch: typeof fetch,
   *   renew: () => Promise<string|null>, locks?: LockManager, timers: {set: Function, clear: Function},
   *   now: () => number, random: () => number, newId: () => string, limits?: Partial<typeof LIMITS>, on?: object}} options
   */
  constructor(options) {
    this.#o = { ...options, limits: { ...LIMITS, ...options.limits }, on: { ...options.on } };
    this.#keeper = options.keeper;
    this.#token = options.token;
  }

  get #record() { return this.#keeper.record; }

  get savedAt() { return this.#record.saved_at; }

  /** Lines that wait for their receipt. */
  get waiting() { return lines.waiting(this.#record); }

  /** Lines that the server does not take. */
  get troubled() { return lines.troubled(this.#record); }

  /** ``saved`` is said where every answer that is known here has its receipt; ``idle`` before there was one. */
  get state() {
    if (this.#storing) return { name: "keeping" };
    if (this.waiting.length) return { name: this.#keeper.isDurable ? this.#trouble ?? "waiting" : "unkept" };
    const [line] = this.troubled;
    if (line) return { name: line.problem.kind, position: line.position };
    return { name: this.savedAt ? "saved" : "idle" };
  }

  /** Take over what earlier pages kept. Call it first; then ``look`` at what is shown, and ``flush``. */
  async open() {
    await this.#keeper.gather();
    await this.#change(lines.retryRefused);
    this.#tell("changed");
  }

  /** This tab shows a question as the server had it; or, if there is one, the newest line that is kept: it is returned. */
  look(position, revision) {
    const line = lines.newest(this.#record, position);
    this.#seen.set(position, line ? { revision: line.base_revision, line: line.client_id } : { revision, line: null });
    return line;
  }

  /** The revision that this tab shows: what a form without script would send. */
  revision(position) { return lines.revisionOf(this.#record, this.#seen.get(position)); }

  /** An answer. Kept first, then sent; what is typed waits a moment for more. Promises its line once it is kept. */
  async add(position, response, { typed = false } = {}) {
    const seen = this.#seen.get(position);
    const answer = { client_id: this.#o.newId(), position, response };
    this.#seen.set(position, { revision: seen.revision, line: answer.client_id });
    this.#storing += 1;
    this.#tell("changed");
    let made;
    await this.#change((record) => {
      lines.add(record, answer, seen);
      made = { ...lines.find(record, answer.client_id) };
    }).finally(() => { this.#storing -= 1; });
    this.#tell("stored", made);
    this.#tell("changed");
    if (this.#retry) this.#schedule(this.#o.limits.soon);
    else if (typed && !this.#eager) this.#typing ??= this.#later(this.#o.limits.typing, () => this.flush());
    else this.flush();
    return made;
  }

  /** Try now: the line is back, or somebody looks at the page again. Another tab may have kept more meanwhile. */
  async hurry() {
    this.#failures = 0;
    await this.#change(() => {});
    return this.flush();
  }

  /** Send what waits. Promises the end of this try, whatever came of it. */
  async flush() {
    this.#eager = this.#storing > 0;
    this.#clear("typing");
    this.#clear("retry");
    await Promise.all([...new Set(this.waiting.map((line) => line.position))].map((position) => this.#send(position)));
  }

  /** One's own answer of two, or the other one. Promises the answer that is shown from now on; null where that is settled. */
  async settle(id, mine) {
    const line = lines.find(this.#record, id);
    if (line?.problem?.kind !== "conflict") return null;
    const { revision, response } = line.problem;
    const fresh = this.#o.newId();
    await this.#change((record) => (mine ? lines.insist(record, id, fresh) : lines.dismiss(record, id)));
    this.#seen.set(line.position, { revision, line: lines.find(this.#record, fresh) ? fresh : null });
    this.#tell("changed");
    this.flush();
    return mine ? line.response : response;
  }

  /** Lines whose end their person has seen. */
  async dismiss(ids) {
    await this.#change((record) => ids.forEach((id) => lines.dismiss(record, id)));
    this.#tell("changed");
  }

  /** The attempt is over, and nothing of it waits: its receipts are of no more use. */
  async forget() {
    await this.#change((record) => { if (!record.lines.length) Object.assign(record, lines.empty()); });
  }

  /** PUT below the attempt's address, with patience but not for ever. */
  async put(path, body) {
    const patience = new AbortController();
    const timer = this.#later(this.#o.limits.patience, () => patience.abort());
    try {
      const response = await this.#o.fetch(`/api/v1/attempts/${this.#o.attempt}/${path}`, {
        method: "PUT", body: JSON.stringify(body), keepalive: true, signal: patience.signal,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#token },
      });
      return { status: response.status, headers: response.headers, told: await response.json().catch(() => null) };
    } finally {
      this.#o.timers.clear(timer);
    }
  }

  // Sending -----------------------------------------------------------------------------------------------

  #send(position) {
    if (this.#busy.has(position)) this.#again.add(position);
    else this.#busy.set(position, this.#bring(position).finally(() => this.#ended(position)));
    return this.#busy.get(position);
  }

  async #bring(position) {
    try {
      await this.#alone(position, () => this.#drain(position));
      if (!this.waiting.length) this.#trouble = null;
    } catch (error) {
      this.#failed(error);
    }
  }

  #ended(position) {
    this.#busy.delete(position);
    if (this.#again.delete(position) && !this.#retry) this.#send(position);
    this.#tell("changed");
  }

  /**
   * One tab at a time sends a question's lines. A tab that sleeps with the lock in its hand is not waited for, nor is
   * there one everywhere: a line that is sent twice gets the same receipt.
   */
  async #alone(position, work) {
    if (!this.#o.locks) return work();
    const patience = new AbortController();
    const timer = this.#later(2 * this.#o.limits.patience, () => patience.abort());
    let has = false;
    const begin = () => { has = true; this.#o.timers.clear(timer); return work(); };
    const name = `tsunagu.answers.${this.#o.attempt}.${position}`;
    return this.#o.locks.request(name, { signal: patience.signal }, begin).catch((error) => {
      this.#o.timers.clear(timer);
      if (has) throw error;
      return work();
    });
  }

  async #drain(position) {
    for (let line = await this.#take(position); line; line = await this.#take(position)) {
      await this.#judge(line, await this.#ask(line));
      this.#failures = 0;
      this.#trouble = null;
      this.#tell("changed");
    }
  }

  /** The next line, marked: from now on it may be on the server, and stays as it is. */
  async #take(position) {
    let taken;
    await this.#change((record) => {
      taken = lines.next(record, position);
      if (taken) taken.sent = true;
    });
    return taken && { ...taken };
  }

  async #ask(line) {
    const { position, response, client_id, base_revision } = line;
    const body = { response, client_id, base_revision };
    const answer = await this.put(`answers/${position}`, body);
    if (answer.status !== 401 && answer.status !== 403) return answer;
    const token = await this.#o.renew().catch(() => null);
    if (!token || token === this.#token) throw new Pause("sign-in");
    this.#token = token;
    return this.put(`answers/${position}`, body);
  }

  /** Only words of the LMS itself count: a wall in between may answer anything, even "200 OK". */
  async #judge(line, { status, headers, told }) {
    if (status === 200 && isReceipt(told, line)) return this.#accepted(line, told);
    if (status === 401 || status === 403) throw new Pause("sign-in");
    if (status >= 500 || status === 429 || !isProblem(told)) throw new Pause("offline", 1000 * (told?.retry_after ?? 0));
    const problem = refusal(told);
    // The same answer by another way (the form itself, another device) is stored already: no reason to alarm anybody.
    const isThere = problem.kind === "conflict" && isSame(line.response, problem.response);
    if (isThere) return this.#accepted(line, { revision: problem.revision, saved_at: headers.get("Date"), already: true });
    await this.#change((record) => lines.reject(record, line, problem));
    return this.#tell("told", { ...line, problem });
  }

  async #accepted(line, receipt) {
    await this.#change((record) => lines.accept(record, line, receipt));
    const seen = this.#seen.get(line.position);
    if (seen?.line === line.client_id) this.#seen.set(line.position, { revision: receipt.revision, line: null });
    this.#tell("saved", line, receipt);
  }

  #failed(error) {
    this.#trouble = error instanceof Pause ? error.name : "offline";
    const { firstWait, longestWait } = this.#o.limits;
    const wait = Math.min(longestWait, firstWait * 2 ** Math.min(this.#failures, 10));
    this.#failures += this.#retry ? 0 : 1;
    this.#schedule(Math.max(error.wait ?? 0, wait * (0.5 + this.#o.random() / 2)));
  }

  /** The next try, if none is planned earlier. */
  #schedule(wait) {
    const at = this.#o.now() + wait;
    if (this.#retry && this.#retry.at <= at) return;
    this.#clear("retry");
    this.#retry = { at, timer: this.#later(wait, () => this.flush()) };
  }

  // Small tools -------------------------------------------------------------------------------------------

  #later(wait, work) { return this.#o.timers.set(work, wait); }

  #clear(name) {
    const timer = name === "retry" ? this.#retry?.timer : this.#typing;
    if (timer != null) this.#o.timers.clear(timer);
    if (name === "retry") this.#retry = null;
    else this.#typing = null;
  }

  #change(edit) { return this.#keeper.change(edit); }

  #tell(event, ...about) { this.#o.on[event]?.(...about); }
}
