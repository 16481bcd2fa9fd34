// Two copies of what a learner did: the center's, and the one that the learner's own system keeps for when the center is out of
// reach. A copy there begins with "=" when the center has it too, and with "+" when it has more.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});

  const [ALIKE, AHEAD] = "=+";

  tsunagu.copies = { written, resumed };

  function written(suspended, isAhead) {
    return (isAhead ? AHEAD : ALIKE) + suspended;
  }

  // What to go on with. Nothing that either copy knows is lost.
  function resumed(central, kept, version) {
    if (!kept.startsWith(AHEAD)) return central;
    const ours = tsunagu.state.read(central, version), theirs = tsunagu.state.read(kept.slice(AHEAD.length), version);
    return tsunagu.state.written(merged(ours, theirs), version);
  }

  function merged(ours, theirs) {
    const test = theirs.form.length && theirs.attempt >= ours.attempt ? theirs : ours;
    const bests = [ours.best, theirs.best].filter((best) => best !== null);
    return {
      ...test, read: union(ours.read, theirs.read), spans: tsunagu.state.merged([...ours.spans, ...theirs.spans].map((span) => [...span])),
      position: theirs.position || ours.position, attended: ours.attended || theirs.attended, passed: ours.passed || theirs.passed,
      best: bests.length ? Math.max(...bests) : null, spent: Math.max(ours.spent, theirs.spent),
    };
  }

  const union = (one, other) => [...new Set([...one, ...other])].sort((a, b) => a - b);
})();
