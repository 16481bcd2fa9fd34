// A simulated browser: storage and locks that survive its tabs, and tabs that can be killed at any moment.
// What a dead tab had not committed is gone; what it awaited never comes.

const never = new Promise(() => {});
const pause = (wait) => new Promise((done) => { setTimeout(done, wait); });
const ids = (records) => new Map(records.flatMap((record) => record.lines).map((line) => [line.client_id, line]));

/** One transaction after another, whoever asks; the record is kept as text, as a disk would. */
class Disk {
  text = null; last = Promise.resolve();

  constructor(chance, writable) { this.chance = chance; this.writable = writable; }

  read() { return this.text === null ? { lines: [], done: [], saved_at: null } : JSON.parse(this.text); }

  change(tab, edit, audit) {
    const done = this.last.then(async () => {
      await pause(1 + 4 * this.chance());
      if (tab.dead) return null;
      if (!this.writable()) throw new Error("disk failed");
      const record = this.read();
      audit(() => { edit(record); this.text = JSON.stringify(record); });
      return record;
    });
    this.last = done.catch(() => {});
    return done.then((record) => (tab.dead ? never : record));
  }
}

class Locks {
  held = new Map(); // name: { tab, waiting: [] }

  request(name, { signal }, work, tab) {
    return new Promise((resolve, reject) => {
      const turn = { tab, begin: () => this.#run(name, tab, work).then(resolve, reject) };
      const queue = this.held.get(name) ?? [];
      this.held.set(name, [...queue, turn]);
      signal.addEventListener("abort", () => {
        const at = this.held.get(name)?.indexOf(turn) ?? -1;
        if (at > 0) this.held.get(name).splice(at, 1);
        if (at > 0) reject(new Error("AbortError"));
      });
      if (!queue.length) turn.begin();
    });
  }

  async #run(name, tab, work) {
    try { return await work(); } finally { if (!tab.dead) this.#release(name); }
  }

  #release(name) {
    const [, ...rest] = this.held.get(name);
    this.held.set(name, rest);
    rest[0]?.begin();
  }

  /** A killed tab lets go of its locks, and waits for none. */
  drop(tab) {
    for (const [name, turns] of this.held) {
      const left = turns.filter((turn) => turn.tab !== tab);
      this.held.set(name, left);
      if (turns[0]?.tab === tab) left[0]?.begin();
    }
  }
}

export class Machine {
  /** ``kind``: what works in this browser: "good", "no-locks", "failing" (the first disk, later on), "memory" (neither). */
  constructor(kind, chance, heard) {
    this.kind = kind;
    this.heard = heard;
    this.changes = 0;
    this.isHealed = false;
    this.first = new Disk(chance, () => kind !== "memory" && (kind !== "failing" || this.isHealed || this.changes++ % 40 < 25));
    this.second = new Disk(chance, () => kind !== "memory");
    this.locks = kind === "no-locks" ? null : new Locks();
    this.dismissed = new Set();
  }

  /** Whatever leaves both disks must have a reason: arrived, replaced by a newer answer, or dismissed by its person. */
  audit(write) {
    const before = this.#lines();
    write();
    const after = this.#lines();
    const done = new Set([this.first, this.second].flatMap((disk) => disk.read().done).map((one) => one.client_id));
    for (const [id, line] of before) {
      if (after.has(id) || done.has(id) || this.dismissed.has(id)) continue;
      const isNewer = (one) => one.position === line.position && (!before.has(one.client_id) || before.get(one.client_id).after === id);
      if (![...after.values()].some(isNewer)) this.heard("vanished", line);
    }
  }

  /** A new day: what an ailing disk has kept is read again. */
  heal() { this.isHealed = true; }

  #lines() { return ids([this.first.read(), this.second.read()]); }

  get left() { return [...this.#lines().values()]; }
}

/** What a tab is given instead of the browser's own. */
export class Tab {
  dead = false;

  constructor(machine, url, cookie) { Object.assign(this, { machine, url, cookie }); }

  places() {
    const on = (disk) => ({
      isDurable: true, change: (edit) => disk.change(this, edit, (write) => this.machine.audit(write)),
    });
    return [on(this.machine.first), on(this.machine.second)];
  }

  get timers() {
    return { set: (work, wait) => setTimeout(() => { if (!this.dead) work(); }, wait), clear: clearTimeout };
  }

  get locks() {
    const { locks } = this.machine;
    return locks && { request: (name, options, work) => locks.request(name, options, work, this) };
  }

  /** A browser follows nothing after its tab is dead, but what it sent may still arrive. */
  async fetch(path, init = {}) {
    const { keepalive: _, headers, ...rest } = init;
    const answer = await fetch(this.url + path, { ...rest, headers: { ...headers, Cookie: this.cookie } })
      .then(async (response) => new Response(await response.text(), { status: response.status, headers: response.headers }))
      .catch((error) => { if (this.dead) return never; throw error; });
    return this.dead ? never : answer;
  }

  kill() {
    this.dead = true;
    this.machine.locks?.drop(this);
  }
}
