// Where lines are kept: IndexedDB, else localStorage, else the page's memory. Each place changes a record in one step.
import { empty, isEmpty, merge } from "./lines.js";

const NAME = "tsunagu.answers";
const STORE = "attempts";
const PATIENCE = 2_000; // a database that hangs keeps nothing

/**
 * ``change(edit)`` reads the record of one attempt, lets ``edit`` alter it and writes it, as one transaction of all tabs.
 * It promises the record once that is durable.
 * @typedef {{isDurable: boolean, change: (edit: (record: import("./lines.js").Kept) => void) => Promise<object>}} Place
 */

const within = (limit, promise) => {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("too slow")), limit); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const opened = (factory, forget) => new Promise((resolve, reject) => {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  request.onsuccess = () => {
    request.result.onversionchange = () => { request.result.close(); forget(); };
    request.result.onclose = forget;
    resolve(request.result);
  };
  request.onerror = () => reject(request.error);
  request.onblocked = () => reject(new Error("blocked"));
});

const inTransaction = (base, attempt, edit) => new Promise((resolve, reject) => {
  const transaction = base.transaction(STORE, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(STORE);
  const asked = store.get(attempt);
  let record;
  asked.onsuccess = () => {
    record = asked.result ?? empty();
    edit(record);
    if (isEmpty(record)) store.delete(attempt);
    else store.put(record, attempt);
    transaction.commit?.();
  };
  transaction.oncomplete = () => resolve(record);
  transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
});

/** @returns {Place} */
export const inIndexedDb = (attempt) => {
  let base = null;
  const forget = () => { base = null; };
  const change = async (edit) => {
    base ??= opened(indexedDB, forget);
    return inTransaction(await base, attempt, edit);
  };
  return { isDurable: true, change: (edit) => within(PATIENCE, change(edit)).catch((error) => { forget(); throw error; }) };
};

/** @returns {Place} */
export const inLocalStorage = (attempt) => {
  const key = `${NAME}.${attempt}`;
  const change = async (edit) => {
    const record = JSON.parse(localStorage.getItem(key)) ?? empty();
    edit(record);
    if (isEmpty(record)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(record));
    return record;
  };
  return { isDurable: true, change };
};

/** @returns {Place} */
export const inMemory = () => {
  const record = empty();
  return { isDurable: false, change: async (edit) => { edit(record); return record; } };
};

/** The best of several places. Where one fails, what is known moves on to the next. */
export class Keeper {
  #places; #at = 0; #carried = false;
  record = empty();

  /** @param {Place[]} places the last of them never fails */
  constructor(places) { this.#places = places; }

  get isDurable() { return this.#places[this.#at].isDurable; }

  async change(edit) {
    const at = this.#at;
    try {
      return await this.#changeAt(at, edit);
    } catch (error) {
      if (at === this.#places.length - 1) throw error;
      if (at === this.#at) { this.#at += 1; this.#carried = true; }
      return this.change(edit);
    }
  }

  async #changeAt(at, edit) {
    const known = this.record;
    const carry = this.#carried;
    this.#carried = false;
    const record = await this.#places[at].change((found) => {
      if (carry) merge(found, known);
      edit(found);
    });
    this.record = structured(record);
    return this.record;
  }

  /** What an earlier page had to keep in a lesser place moves to the best one that works now. */
  async gather() {
    await this.change(() => {});
    for (const place of this.#places.slice(this.#at + 1)) await this.#gatherFrom(place).catch(() => {});
  }

  async #gatherFrom(place) {
    const left = structured(await place.change(() => {}));
    if (isEmpty(left)) return;
    await this.change((record) => merge(record, left));
    await place.change((record) => Object.assign(record, empty()));
  }
}

const structured = (record) => JSON.parse(JSON.stringify(record));
