// The fields that answer a question, whatever its kind.

const NOT_PLACED = -1;

const spoken = (element) => element?.innerText.replace(/\s+/g, " ").trim() ?? "?";

export class Fields {
  #text; #places; #choices;

  constructor(form) {
    this.#text = form.elements.text;
    this.#places = [...form.querySelectorAll("[name^=place-]")];
    this.#choices = [...form.querySelectorAll("[name=choice]")];
  }

  /** The answer in the shape of the question's kind, as the server keeps it. */
  get response() {
    if (this.#text) return this.#text.value.trim();
    if (this.#places.length) return this.#places.map((select) => (select.value === "" ? NOT_PLACED : Number(select.value)));
    return this.#choices.filter((input) => input.checked).map((input) => Number(input.value));
  }

  set response(response) {
    if (this.#text) this.#text.value = response;
    this.#places.forEach((select, n) => { select.value = (response[n] ?? NOT_PLACED) === NOT_PLACED ? "" : response[n]; });
    this.#choices.forEach((input) => { input.checked = response.includes(Number(input.value)); });
  }

  get isEmpty() {
    const { response } = this;
    return this.#text ? response === "" : response.every((place) => place === NOT_PLACED);
  }

  /** Whether the person answered before this script was there. */
  get isTouched() {
    if (this.#text) return this.#text.value !== this.#text.defaultValue;
    return this.#choices.some((input) => input.checked !== input.defaultChecked)
      || this.#places.some((select) => [...select.options].some((option) => option.selected && !option.defaultSelected)
        && select.value !== ([...select.options].find((option) => option.defaultSelected)?.value ?? ""));
  }

  /** An answer in the words of the page, one line each. None for an empty one. */
  words(response) {
    if (this.#text) return response.length ? [response] : [];
    if (!this.#places.length) return response.map((place) => this.#choices[place]?.closest("label") ?? null).map(spoken);
    return this.#places.map((select, n) => [this.#line(select), this.#option(select, response[n])])
      .filter(([, option]) => option).map((pair) => pair.join(" - "));
  }

  #line(select) { return spoken(document.getElementById(select.getAttribute("aria-labelledby"))); }

  #option(select, place) {
    return (place ?? NOT_PLACED) === NOT_PLACED ? "" : select.querySelector(`option[value="${Number(place)}"]`)?.textContent;
  }

  /** ``typed()`` while somebody writes, ``taken()`` for a choice, ``left()`` when the writing is left. */
  listen({ typed, taken, left }) {
    this.#text?.addEventListener("input", typed);
    this.#text?.addEventListener("blur", left);
    [...this.#choices, ...this.#places].forEach((field) => field.addEventListener("change", taken));
  }
}
