// Saving honestly: one save at a time, again and again until it is stored, and the page says what is true.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const DELAYS = [1, 3, 10, 30]; // seconds before the next try

  // `report()` is what to save now, `say(state)` hears "saving", "saved" and "waiting".
  tsunagu.saving = (channel, report, say) => {
    let wanted = false, busy = false, failed = 0, timer = 0;
    const pending = [];

    async function now() {
      wanted = true;
      if (!failed) say("saving"); // from this moment on the last "saved" would not be true
      if (busy) return;
      busy = true;
      clearTimeout(timer);
      while (wanted) {
        wanted = false;
        const sent = [...pending];
        const stored = await tried(sent);
        if (stored) pending.splice(0, sent.length);
        if (wanted) continue; // what came meanwhile is sent at once, also after a failure
        if (stored) { failed = 0; say("saved"); } else again();
      }
      busy = false;
    }

    async function tried(interactions) {
      try { return (await channel.save({ ...report(), interactions })) === true; } catch { return false; }
    }

    function again() {
      say("waiting");
      timer = setTimeout(now, 1000 * DELAYS[Math.min(failed, DELAYS.length - 1)]);
      failed += 1;
    }

    addEventListener("online", () => { if (failed) now(); });
    return {
      now,
      tell(interactions) { pending.push(...interactions); },
      close() { clearTimeout(timer); channel.close({ ...report(), interactions: [...pending] }); },
    };
  };
})();
