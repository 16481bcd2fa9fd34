// What a learner has done with one lecture, and its short form for the LMS's suspend data: ASCII, never over 2,000 characters.
//
// A state: read (indexes of sections), spans (half-open pairs of whole seconds watched), position, attended, spent (whole seconds in
// earlier sessions), and of the test:
// attempt (1 is the first), form (indexes of the items put), answers (by index: list of numbers, or a text), graded, seen, best,
// passed. Nothing in it names a person.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const EDITION = "1";
  const LONGEST = 2000;
  const MOST_WRITTEN = 60; // characters of a written answer

  tsunagu.state = { empty, read, written, merged, length, MOST_WRITTEN };

  function empty() {
    return { read: [], spans: [], position: 0, attended: false, attempt: 0, form: [], answers: {}, graded: false, seen: [], best: null, passed: false, spent: 0 };
  }

  // `lecture` has a code and a version. Of another version only what was achieved counts on, since sections and items may differ;
  // of another lecture nothing does: some systems keep one text for all that is in a package.
  function written(state, { code, version }) {
    const parts = (spans) => [
      EDITION, version, digits(state.read), spans.map((span) => span.map(short).join("-")).join("."), short(state.position),
      short(state.attempt), state.form.map(short).join("."), answers(state), digits(state.seen),
      state.best === null ? "" : short(Math.round(state.best * 10000)),
      [state.attended, state.graded, state.passed].map(Number).join(""), short(state.spent), code,
    ].join("~");
    let spans = merged(state.spans);
    // Far more gaps than honest watching leaves: the smallest pieces are forgotten, none is ever added.
    while (spans.length && parts(spans).length > LONGEST) spans = withoutSmallest(spans);
    return parts(spans);
  }

  function read(text, { code, version }) {
    const state = empty(), [edition, of, sections, spans, position, attempt, form, given, seen, best, flags, spent = "0", whose = code] = String(text).split("~");
    if (edition !== EDITION || !flags || whose !== code) return state;
    state.best = best === "" ? null : long(best) / 10000;
    state.attempt = long(attempt);
    state.attended = flags[0] === "1";
    state.passed = flags[2] === "1";
    state.spent = long(spent);
    if (of !== version) return state;
    state.read = indexes(sections);
    state.spans = split(spans, ".").map((span) => span.split("-").map(long)).filter(([from, to]) => from < to);
    state.position = long(position);
    state.form = split(form, ".").map(long);
    state.answers = Object.fromEntries(split(given, "!").map((each) => each.split(":")).map(([n, answer]) => [long(n), opened(answer)]));
    state.seen = indexes(seen);
    state.graded = flags[1] === "1";
    return state;
  }

  function merged(spans) {
    const union = [];
    for (const [from, to] of spans.filter((span) => span[0] < span[1]).sort((a, b) => a[0] - b[0])) {
      const last = union[union.length - 1];
      if (last && from <= last[1]) last[1] = Math.max(last[1], to); else union.push([from, to]);
    }
    return union;
  }

  function length(spans) {
    return merged(spans).reduce((sum, [from, to]) => sum + to - from, 0);
  }

  function withoutSmallest(spans) {
    const smallest = spans.reduce((least, span) => (span[1] - span[0] < least[1] - least[0] ? span : least));
    return spans.filter((span) => span !== smallest);
  }

  const short = (number) => Math.max(0, Math.floor(number)).toString(36);
  const long = (text) => parseInt(text, 36) || 0;
  const split = (text, by) => (text ? text.split(by) : []);

  // A set of small numbers as hex digits, four of them in each.
  function digits(numbers) {
    const nibbles = [];
    for (const n of numbers) nibbles[n >> 2] = (nibbles[n >> 2] || 0) | (1 << (n & 3));
    return Array.from(nibbles, (nibble) => (nibble || 0).toString(16)).join("");
  }

  function indexes(text) {
    return [...text].flatMap((digit, at) => [0, 1, 2, 3].filter((bit) => parseInt(digit, 16) & (1 << bit)).map((bit) => 4 * at + bit));
  }

  function answers(state) {
    return Object.entries(state.answers).map(([n, answer]) => `${short(n)}:${closed(answer)}`).join("!");
  }

  // "_" is a place that is not filled yet; a text begins with "t".
  function closed(answer) {
    if (Array.isArray(answer)) return answer.map((place) => (place < 0 ? "_" : short(place))).join("");
    const bytes = new TextEncoder().encode([...answer].slice(0, MOST_WRITTEN).join(""));
    return `t${btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "*").replace(/=+$/, "")}`;
  }

  function opened(text) {
    if (!text.startsWith("t")) return [...text].map((place) => (place === "_" ? -1 : long(place)));
    const bytes = atob(text.slice(1).replace(/-/g, "+").replace(/\*/g, "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
  }
})();
