// The door to a test that is taken at the center. What came of it there is asked again and again while somebody looks at the door.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const EVERY = 20_000; // milliseconds
  const $ = (selector) => document.querySelector(selector);

  tsunagu.door = async (door) => {
    const words = JSON.parse(door.dataset.words), began = Date.now(), { mode } = await tsunagu.channel.open();
    draw(words);
    if (mode !== "normal") return;
    const saving = tsunagu.saving(tsunagu.channel, () => reported(began), (what) => { if (what !== "saving") say(words, what); });
    const look = () => { if (!document.hidden) saving.now(); };
    look();
    setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
    addEventListener("pagehide", saving.close);
  };

  // Nothing is claimed from here: the center puts in what it knows.
  function reported(began) {
    const { completed } = tsunagu.channel.stored();
    return {
      suspended: "", location: "door", gate: "passed", completed: false, success: null, score: null, progress: Number(completed),
      seconds: Math.floor((Date.now() - began) / 1000),
    };
  }

  function say(words, what) {
    $("#save").dataset.state = what;
    $("#save").textContent = words[what].replace("{time}", tsunagu.clock(new Date()).slice(0, 5));
    draw(words);
  }

  function draw(words) {
    const { success, score } = tsunagu.channel.stored(), said = success ? "passed" : success === false ? "failed" : "none";
    const standing = words[said].replace("{score}", Math.round(100 * score));
    if ($("#standing").textContent !== standing) $("#standing").textContent = standing;
    $("#standing").dataset.passed = String(success === true);
    $("#how").hidden = success === true;
  }
})();
