// Below a package that is being played: what the server really has. The content only says that something happened.
const line = document.querySelector("[data-standing]");
const frame = document.querySelector("iframe[data-content]");

if (line && frame) {
  const say = (words, waits) => {
    line.textContent = words;
    line.classList.toggle("is-waiting", waits);
  };
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });

  const ask = async () => {
    try {
      const answer = await fetch(line.dataset.standing, { headers: { Accept: "application/json" } });
      const parts = answer.ok ? await answer.json() : [];
      const part = parts.find((each) => each.part === Number(line.dataset.part));
      if (part?.saved_at) say(line.dataset.saySaved.replace("{time}", clock.format(new Date(part.saved_at))), false);
    } catch { say(line.dataset.sayUnreachable, true); }
  };

  addEventListener("message", (event) => {
    if (event.origin !== "null" && event.origin !== line.dataset.origin) return;
    const what = event.data?.tsunagu;
    if (what === "stored") ask();
    if (what === "unreachable" || what === "closing") say(line.dataset.sayUnreachable, true);
    if (what === "conflict") say(line.dataset.sayConflict, true);
    if (what === "refused") say(line.dataset.sayRefused, true);
  });
}
