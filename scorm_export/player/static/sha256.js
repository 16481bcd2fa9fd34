// SHA-256 of a text in UTF-8, as hex. The browser's own is missing where an LMS is reached by plain http.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
  const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  tsunagu.sha256 = (text) => {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, bytes.length << 3);
    let hash = START;
    for (let at = 0; at < padded.length; at += 64) hash = block(hash, view, at);
    return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };

  function block(hash, view, at) {
    const words = new Int32Array(64);
    let [a, b, c, d, e, f, g, h] = hash;
    for (let n = 0; n < 64; n += 1) {
      words[n] = n < 16 ? view.getInt32(at + 4 * n) : next(words, n);
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    return [a, b, c, d, e, f, g, h].map((word, n) => (word + hash[n]) | 0);
  }

  function next(words, n) {
    const x = words[n - 15], y = words[n - 2];
    return (words[n - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + words[n - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10))) | 0;
  }
})();
