// The words of the save indicator. A screen reader speaks each change, so they change with the state, not with each key,
// and no more than once a second on average. Only what would no longer be true goes at once.

const PACE = 1_000;
const CALM = 400; // good news waits until nothing has changed for so long: who writes is not told of each pause
const NEVER_LATE = ["unkept"]; // the person must not rely on what was said before

export class Saying {
  #element; #words; #timer = null; #shown = null; #wanted = null; #due = 0;

  /** ``words(state)``: the text of a state, or null for one that leaves the words as they are. */
  constructor(element, words) { this.#element = element; this.#words = words; }

  say(state) {
    if (!this.#element) return;
    clearTimeout(this.#timer);
    this.#wanted = state;
    if (state.name !== "saved") this.#element.classList.remove("is-saved");
    const text = this.#words(state);
    if (text === null) return;
    if (text === this.#shown?.text) this.#apply(text);
    else this.#timer = this.#isUrgent(state) ? this.#apply(text) : setTimeout(() => this.#apply(text), this.#wait());
  }

  #isUrgent(state) {
    return !this.#shown || this.#shown.name === "saved" || NEVER_LATE.includes(state.name);
  }

  #wait() { return Math.max(CALM, this.#due - performance.now()); }

  #apply(text) {
    const { name } = this.#wanted;
    this.#element.classList.toggle("is-saved", name === "saved");
    this.#element.classList.toggle("is-waiting", name !== "saved");
    if (text === this.#shown?.text) return;
    this.#element.querySelector("span").textContent = text;
    this.#due = Math.max(performance.now(), this.#due) + PACE;
    this.#shown = { name, text };
  }
}
