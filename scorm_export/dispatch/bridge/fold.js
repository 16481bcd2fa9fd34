// A learner id stays here: what leaves is a digest of it. The center spells ids in the same way (contractors/veils.py).
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const CONTROL = /[\u0000-\u001f\u007f]/g;
  const AROUND = /^[ \u0085\u1680\u2028\u2029]+|[ \u0085\u1680\u2028\u2029]+$/g; // what a width-folded text has for blanks
  const LONGEST = 254;

  tsunagu.spelled = (reference) => {
    const bare = reference.normalize("NFKC").replace(CONTROL, "").replace(AROUND, "");
    const letters = [...bare].map((letter) => letter.toLowerCase().toUpperCase().toLowerCase()).join("");
    return [...letters].slice(0, LONGEST).join("");
  };

  // Empty where there is no id.
  tsunagu.veiled = (salt, reference) => {
    const spelled = tsunagu.spelled(reference);
    return spelled && tsunagu.sha256(`${salt}:${spelled}`);
  };
})();
