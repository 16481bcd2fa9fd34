// The comprehension test of a lecture: which items are put, and what an answer is worth. The key is there as salted hashes only.
//
// An item: id, kind, unit (items of one case share it), excludes (indexes), scoring, salt, keys (hashes of whole right answers),
// marks (hashes of right parts, where it may count in part), same (for each match the first one that reads alike).
// An answer is a list of numbers as tsunagu.state keeps it, or a text.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const CHOSEN = new Set(["single", "multiple", "true-false"]);
  const PLACED = new Set(["matching", "ordering"]);
  const WIDTHS = /[\uff00-\uffef]+/g; // full-width Latin, half-width katakana
  const TYPES = { matching: "matching", ordering: "sequencing", numeric: "numeric", text: "fill-in" };

  tsunagu.quiz = { draw, grade, isEmpty, folded, number, type: (kind) => TYPES[kind] || "choice" };

  // Indexes of `count` items: what was not seen yet first, cases whole, items that exclude each other never together.
  function draw(items, count, seen, random) {
    const units = new Map();
    items.forEach((item, n) => units.set(item.unit, [...(units.get(item.unit) || []), n]));
    const fresh = (unit) => unit.filter((n) => !seen.includes(n)).length / unit.length;
    const waiting = [...units.values()].map((unit) => ({ unit, luck: random() })).sort((a, b) => fresh(b.unit) - fresh(a.unit) || a.luck - b.luck);
    const form = [];
    for (const { unit } of waiting) {
      const clash = unit.some((n) => form.some((m) => items[n].excludes.includes(m) || items[m].excludes.includes(n)));
      if (!clash && form.length + unit.length <= count) form.push(...unit);
    }
    return form.sort((a, b) => a - b);
  }

  function isEmpty(answer) {
    return answer === undefined || (typeof answer === "string" ? !answer.trim() : answer.every((place) => place < 0));
  }

  // What an answer is worth, from 0 to 1.
  function grade(item, answer) {
    if (isEmpty(answer)) return 0;
    if (item.keys.includes(hash(item, canonical(item, answer)))) return 1;
    if (item.scoring !== "partial") return 0;
    const hits = parts(item, answer).filter((part) => item.marks.includes(hash(item, part))).length;
    const misses = PLACED.has(item.kind) ? 0 : answer.length - hits; // choosing everything earns nothing
    return Math.max(0, (hits - misses) / item.marks.length);
  }

  function canonical(item, answer) {
    if (item.kind === "text") return folded(answer);
    if (item.kind === "numeric") return number(answer);
    return parts(item, answer).join(",");
  }

  function parts(item, answer) {
    if (CHOSEN.has(item.kind)) return [...answer].sort((a, b) => a - b).map(String);
    return answer.map((place, line) => `${line}.${item.same && place >= 0 ? item.same[place] : place}`);
  }

  function hash(item, text) {
    return tsunagu.sha256(`${item.salt}:${text}`);
  }

  // Widths, letter case and spaces make no difference; a kanji is never replaced by another.
  function folded(text) {
    return text.replace(WIDTHS, (found) => found.normalize("NFKC")).toLowerCase().trim().split(/\s+/).join(" ");
  }

  // A number as people type it, in one spelling; empty where it is none.
  function number(text) {
    const bare = folded(text).replace(/[, ]/g, "").replace("\u2212", "-");
    if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(bare)) return "";
    const [whole, part = ""] = bare.replace(/^[+-]/, "").split(".");
    const rest = part.replace(/0+$/, ""), digits = whole.replace(/^0+(?=\d)/, "") || "0";
    const plain = rest ? `${digits}.${rest}` : digits;
    return bare.startsWith("-") && /[1-9]/.test(plain) ? `-${plain}` : plain;
  }
})();
