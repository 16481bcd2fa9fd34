// Two copies of what a learner did: the center's, and the one that the learner's own system keeps for when the center is out of
// reach. The mark before a copy there says how it stands to the center's: the same, ahead of it, or of a page that another one has
// overtaken.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});

  const [ALIKE, AHEAD, OVERTAKEN] = "=+-";

  tsunagu.copies = { ALIKE, AHEAD, OVERTAKEN, resumed };

  // What to go on with. Nothing that either copy knows is lost; of two tests in hand, one is gone on with.
  function resumed(central, kept, lecture) {
    const mark = kept[0];
    if (mark !== AHEAD && mark !== OVERTAKEN) return central;
    const ours = tsunagu.state.read(central, lecture), theirs = tsunagu.state.read(kept.slice(mark.length), lecture);
    return tsunagu.state.written({ ...(isNewer(theirs, ours, mark) ? theirs : ours), ...united(ours, theirs) }, lecture);
  }

  // In the same attempt the page that overtook has gone on since.
  function isNewer(theirs, ours, mark) {
    return theirs.form.length > 0 && (theirs.attempt > ours.attempt || (theirs.attempt === ours.attempt && mark === AHEAD));
  }

  function united(ours, theirs) {
    const bests = [ours.best, theirs.best].filter((best) => best !== null);
    return {
      read: union(ours.read, theirs.read), spans: tsunagu.state.merged([...ours.spans, ...theirs.spans].map((span) => [...span])),
      position: theirs.position || ours.position, attended: ours.attended || theirs.attended, passed: ours.passed || theirs.passed,
      best: bests.length ? Math.max(...bests) : null, spent: Math.max(ours.spent, theirs.spent),
    };
  }

  const union = (one, other) => [...new Set([...one, ...other])].sort((a, b) => a - b);
})();
