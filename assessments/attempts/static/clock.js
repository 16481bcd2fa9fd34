// The time that is left: by the server's word, counted on a clock that nobody can set.

const WARN_AT = [600, 180]; // seconds left that are told in words
const ASK_EVERY = 4_000;
const PATIENCE = 4_000;

/** What the server says of the attempt's time; null for an older server; undefined where it cannot be reached. */
const asked = async (address) => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await fetch(address, { signal: patience.signal });
    const told = response.ok ? await response.json() : null;
    return Number.isFinite(told?.seconds_left) ? told : null;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

/** Ten and three minutes before the end, once, in words that a screen reader speaks. */
const warn = (before, seconds) => {
  const place = document.querySelector("[data-warning]");
  if (place && WARN_AT.some((moment) => before > moment && seconds <= moment)) {
    place.textContent = place.dataset.say.replace("{n}", Math.ceil(seconds / 60));
  }
};

const put = (element, words) => { if (element && element.textContent !== words) element.textContent = words; };

export class Clock {
  #form; #address; #clockTime; #ends; #before; #asking = false; #left = document.querySelector("[data-left]");

  constructor(form, clockTime) {
    this.#form = form;
    this.#clockTime = clockTime;
    this.#address = `/api/v1/attempts/${form.dataset.attempt}/time`;
    this.#before = Number(form.dataset.seconds);
    this.#set(this.#before);
  }

  /** ``over()`` is called once, when the time is over by the server's word too, or nobody can ask it. */
  run(over) {
    this.#showControls();
    const asking = this.#left && setInterval(() => this.#asking || this.ask(), ASK_EVERY);
    const ticking = setInterval(async () => {
      if (this.#tick() > 0 || this.#asking || await this.#isExtended()) return;
      clearInterval(ticking);
      clearInterval(asking);
      over();
    }, 1_000);
  }

  get seconds() { return (this.#ends - performance.now()) / 1000; }

  #set(seconds) { this.#ends = performance.now() + seconds * 1000; }

  #tick() {
    const { seconds } = this;
    warn(this.#before, seconds);
    this.#before = seconds;
    if (seconds > 0) put(this.#left, `　${this.#left?.dataset.say.replace("{n}", Math.ceil(seconds / 60))}`);
    return seconds;
  }

  async #isExtended() {
    await this.ask();
    return this.seconds > 0;
  }

  /** Set the clock by the server. Promises whether there was any answer. */
  async ask() {
    this.#asking = true;
    const told = await asked(this.#address);
    this.#asking = false;
    if (told) this.#follow(told);
    return told !== undefined;
  }

  #follow(told) {
    this.#set(told.submitted_at ? 0 : told.seconds_left); // handed in on another screen: over here too
    const until = document.querySelector("[data-until]");
    if (until && told.deadline) put(until, this.#clockTime(until.dataset.say, told.deadline));
  }

  #showControls() {
    const hide = document.querySelector("#hide-time");
    document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
    hide?.addEventListener("change", () => { this.#left.hidden = hide.checked; });
  }
}
