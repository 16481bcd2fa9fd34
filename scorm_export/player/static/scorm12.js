// SCORM 1.2. One status says completion and success together, so it moves one way only:
// incomplete, completed (where the test need not be passed), passed.
(() => {
  const ORDER = ["", "not attempted", "incomplete", "completed", "passed"];
  const LETTERS = "abcdefghij";

  window.tsunagu.channel = window.tsunagu.scorm({
    api: "API",
    calls: { initialize: "LMSInitialize", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit", terminate: "LMSFinish", error: "LMSGetLastError" },
    mode: "cmi.core.lesson_mode", learner: "cmi.core.student_name", reference: "cmi.core.student_id",
    suspended: (get) => get("cmi.suspend_data"),
    location: (get) => get("cmi.core.lesson_location"),
    held: (get) => ({ status: get("cmi.core.lesson_status") }),
    first: (held, begun) => [
      ["cmi.core.exit", "suspend"], ...(begun || rank(held.status) >= rank("incomplete") ? [] : [["cmi.core.lesson_status", "incomplete"]])],
    report(report, held) {
      return [
        ["cmi.suspend_data", report.suspended], ["cmi.core.lesson_location", report.location],
        ["cmi.core.session_time", time(report.seconds)],
        ...(report.score === null ? [] : [
          ["cmi.core.score.min", "0"], ["cmi.core.score.max", "100"], ["cmi.core.score.raw", window.tsunagu.number(report.score * 100, 2)]]),
        ["cmi.core.lesson_status", higher(held.status, statusOf(report))],
      ];
    },
    last: (report) => [["cmi.core.exit", rank(statusOf(report)) > rank("incomplete") ? "" : "suspend"]],
    interaction: (each) => [
      ["id", each.id], ["type", each.type], ["time", window.tsunagu.clock(each.at)], ["student_response", response(each)],
      ["result", each.right ? "correct" : "wrong"], ["latency", time(each.seconds)],
    ],
  });

  function statusOf(report) {
    if (!window.tsunagu.finished(report)) return "incomplete";
    return report.success ? "passed" : "completed";
  }

  function rank(status) {
    return Math.max(ORDER.indexOf(status), 0);
  }

  function higher(held, wanted) {
    return rank(held) > rank(wanted) ? held : wanted;
  }

  function time(seconds) {
    const whole = Math.floor(seconds), two = (number) => String(number).padStart(2, "0");
    return `${String(Math.min(Math.floor(whole / 3600), 9999)).padStart(4, "0")}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.00`;
  }

  // choice "a,c"; matching "0.b,1.a"; sequencing "b,a,c"; others as they were written
  function response({ type, response: given }) {
    if (type === "choice" || type === "sequencing") return given.map((n) => LETTERS[n]).join(",");
    if (type === "matching") return given.map((n, line) => `${line}.${LETTERS[n] || "z"}`).join(",");
    return String(given).slice(0, 255);
  }
})();
