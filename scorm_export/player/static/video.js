// Which seconds of the recording were really played: what a seek jumps over earns nothing, and twice the speed is the most.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const FASTEST = 2;
  const LONGEST_STEP = 1.5; // seconds between two ticks of playing at normal speed; more is a jump

  // `seen(from, to)` hears of each stretch that was played; `left()` that somebody paused, left or reached the end.
  tsunagu.watch = (video, seen, left) => {
    let last = null;
    const note = () => {
      const at = video.currentTime;
      if (last !== null && at > last && at - last <= LONGEST_STEP * Math.max(1, video.playbackRate)) seen(Math.floor(last), Math.ceil(at));
      if (!video.seeking) last = at;
    };
    video.addEventListener("play", () => { last = video.currentTime; });
    video.addEventListener("timeupdate", note);
    video.addEventListener("seeking", () => { last = null; });
    video.addEventListener("seeked", () => { last = video.currentTime; });
    video.addEventListener("ratechange", () => { if (video.playbackRate > FASTEST) video.playbackRate = FASTEST; });
    for (const name of ["pause", "ended"]) video.addEventListener(name, () => { note(); left(); });
  };
})();
