// Many simulated browsers in one process, each with one attempt that is answered in 2 to 5 tabs at once.
// node browsers.mjs PLAN.json: events as lines of JSON on standard output. The queue is the one that is served.
import { readFileSync } from "node:fs";
import { Machine, Tab } from "./machine.mjs";

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { Queue } = await import(`${plan.scripts}/queue.js`);
const { Keeper, inMemory } = await import(`${plan.scripts}/keeping.js`);
const LIMITS = { typing: 60, firstWait: 100, longestWait: 2_000, soon: 200, patience: 5_000 };

/** Repeatable chance (mulberry32). */
const chanceFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const pause = (wait) => new Promise((done) => { setTimeout(done, wait); });
const tell = (event, about) => process.stdout.write(`${JSON.stringify({ event, ...about })}\n`);

class Player {
  constructor(task) {
    this.task = task;
    this.chance = chanceFrom(task.seed);
    this.id = null;
    this.count = 0;
    this.machine = new Machine(task.kind, this.chance, (event, line) => this.#tell(event, line));
    this.tabs = [];
  }

  #tell(event, about) { tell(event, { task: this.task.n, attempt: this.id, ...about }); }

  #below(n) { return Math.floor(this.chance() * n); }

  #one(list) { return list[this.#below(list.length)]; }

  /** JSON of an answer of the server, asked for until it comes. */
  async #insist(method, path) {
    const tab = new Tab(this.machine, plan.url, this.task.cookie);
    for (;;) {
      try {
        const response = await tab.fetch(path, {
          method, signal: AbortSignal.timeout(5_000), headers: { "X-CSRF-Token": this.task.token } });
        const text = await response.text();
        if (response.status < 300) return JSON.parse(text);
        if (response.status < 500 && response.status !== 429) return { refused: text };
      } catch { /* again */ }
      await pause(100 + this.#below(400));
    }
  }

  /** Several tabs press "begin" at once. */
  async #begin() {
    const started = await Promise.all(Array.from({ length: this.task.tabs }, () => this.#start()));
    const found = [...new Set(started.map((one) => one.id))];
    this.id = found[0];
    this.#tell("started", { ids: found, refused: started.find((one) => one.refused)?.refused });
    return Boolean(this.id);
  }

  #start() { return this.#insist("POST", `/api/v1/tests/${this.task.activity}/attempts?number=1`); }

  async #open() {
    const page = await this.#insist("GET", `/api/v1/attempts/${this.id}`);
    const tab = new Tab(this.machine, plan.url, this.task.cookie);
    const saved = (line, receipt) => this.#tell("saved", { ...line, receipt });
    tab.queue = new Queue({
      attempt: this.id, token: this.task.token, keeper: new Keeper([...tab.places(), inMemory()]), limits: LIMITS,
      fetch: (path, init) => tab.fetch(path, init), renew: async () => null, locks: tab.locks, timers: tab.timers,
      now: () => performance.now(), random: this.chance, newId: () => `${this.task.n}-${this.count += 1}`,
      on: { saved, told: (line) => this.#tell("told", line), changed: () => this.#watch(tab) },
    });
    await tab.queue.open();
    this.questions = page.questions;
    for (const question of page.questions) tab.queue.look(question.position, question.revision);
    tab.queue.flush();
    return tab;
  }

  /** The indicator says "saved" only where this tab's own answers are not waiting on the disks. */
  #watch(tab) {
    if (tab.queue.state.name !== "saved" || tab.dead || this.task.kind === "failing") return;
    const early = [...(tab.own ?? [])].filter((id) => this.machine.left.some((line) => line.client_id === id && !line.problem));
    if (early.length) this.#tell("dishonest", { client_id: early[0] });
  }

  #response({ kind, choices }) {
    const all = choices.map((_, n) => n);
    if (kind === "text" || kind === "numeric") return String(this.#below(1000));
    if (kind === "multiple") return all.filter(() => this.chance() < 0.5);
    if (kind === "matching" || kind === "ordering") return all.map(() => this.#below(choices.length));
    return [this.#one(all)];
  }

  #answer(tab) {
    const question = this.#one(this.questions);
    tab.queue.add(question.position, this.#response(question), { typed: this.chance() < 0.3 }).then((line) => {
      (tab.own ??= new Set()).add(line.client_id);
      this.#tell("kept", line);
    });
  }

  async #replace(tab, isKilled) {
    if (this.task.kind === "memory") return; // nothing was promised there, so nothing is tried
    if (!isKilled) tab.queue.flush();
    tab.kill();
    this.tabs[this.tabs.indexOf(tab)] = await this.#open();
  }

  async #choose(tab) {
    const line = this.#one(tab.queue.troubled.filter((one) => one.problem.kind === "conflict"));
    const mine = this.chance() < 0.5;
    if (!line) return;
    if (!mine) this.machine.dismissed.add(line.client_id);
    await tab.queue.settle(line.client_id, mine);
  }

  async #act() {
    const tab = this.#one(this.tabs);
    const dice = this.chance();
    if (dice < 0.72) this.#answer(tab);
    else if (dice < 0.80) await this.#replace(tab, true);
    else if (dice < 0.84) await this.#replace(tab, false);
    else if (dice < 0.92) await this.#choose(tab);
    else tab.queue.hurry();
  }

  async play() {
    if (!await this.#begin()) return;
    this.tabs = await Promise.all(Array.from({ length: this.task.tabs }, () => this.#open()));
    for (let n = 0; n < this.task.actions; n += 1) {
      await this.#act();
      if (this.task.submits && n === Math.floor(this.task.actions * 0.7)) this.#submit();
      await pause(this.#below(120));
    }
    await this.#settle();
    await this.#start(); // a copy of "begin" that comes after everything else
    this.tabs.forEach((tab) => tab.kill());
    this.#tell("ended", { left: this.machine.left.length });
  }

  async #submit() {
    await this.#insist("PUT", `/api/v1/attempts/${this.id}/submission`);
    this.#tell("submitted", {});
  }

  /** Everything that can arrive arrives; conflicts are settled, refusals are seen. */
  async #settle() {
    this.machine.heal();
    if (this.task.kind !== "memory") this.tabs.forEach((tab) => tab.kill());
    if (this.task.kind !== "memory") this.tabs = [await this.#open()];
    while (this.tabs.some((tab) => !this.#isQuiet(tab))) {
      for (const tab of this.tabs) await this.#calm(tab);
      await pause(50);
    }
  }

  #isQuiet({ queue }) { return queue.state.name !== "keeping" && !queue.waiting.length && !queue.troubled.length; }

  async #calm(tab) {
    const refused = tab.queue.troubled.filter((line) => line.problem.kind !== "conflict").map((line) => line.client_id);
    refused.forEach((id) => this.machine.dismissed.add(id));
    if (refused.length) await tab.queue.dismiss(refused);
    await this.#choose(tab);
  }
}

const tasks = [...plan.tasks];
const work = async () => {
  for (let task = tasks.shift(); task; task = tasks.shift()) await new Player(task).play();
};
await Promise.all(Array.from({ length: plan.parallel }, work));
tell("done", {});
process.exit(0);
