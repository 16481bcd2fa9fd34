// SCORM 2004, 3rd and 4th Edition: completion and success are two things, and neither is ever taken back.
(() => {
  const LETTERS = "abcdefghij";

  window.tsunagu.channel = window.tsunagu.scorm({
    api: "API_1484_11",
    calls: { initialize: "Initialize", get: "GetValue", set: "SetValue", commit: "Commit", terminate: "Terminate", error: "GetLastError" },
    mode: "cmi.mode", learner: "cmi.learner_name", reference: "cmi.learner_id",
    // To ask for what was never written is an error here; at the first entry nothing was.
    suspended: (get) => (get("cmi.entry") === "ab-initio" ? "" : get("cmi.suspend_data")),
    location: (get) => (get("cmi.entry") === "ab-initio" ? "" : get("cmi.location")),
    held: (get) => ({ completed: get("cmi.completion_status") === "completed", passed: get("cmi.success_status") === "passed" }),
    first: (held, begun) => [["cmi.exit", "suspend"], ...(begun || held.completed ? [] : [["cmi.completion_status", "incomplete"]])],
    report(report, held) {
      const done = held.completed || window.tsunagu.finished(report);
      const success = held.passed || report.success ? "passed" : report.success === false ? "failed" : "";
      return [
        ["cmi.suspend_data", report.suspended], ["cmi.location", report.location], ["cmi.session_time", `PT${Math.floor(report.seconds)}S`],
        ["cmi.progress_measure", window.tsunagu.number(done ? 1 : Math.min(report.progress, 0.99), 2)],
        ...(report.score === null ? [] : [
          ["cmi.score.min", "0"], ["cmi.score.max", "100"], ["cmi.score.raw", window.tsunagu.number(report.score * 100, 2)],
          ["cmi.score.scaled", window.tsunagu.number(report.score, 4)]]),
        ...(success ? [["cmi.success_status", success]] : []),
        ["cmi.completion_status", done ? "completed" : "incomplete"],
      ];
    },
    last: () => [["cmi.exit", "suspend"]], // also when all is done: whoever comes back finds their answers
    interaction: (each) => [
      ["id", each.id], ["type", each.type], ["timestamp", `${window.tsunagu.day(each.at)}T${window.tsunagu.clock(each.at)}`],
      ["learner_response", response(each)], ["result", each.right ? "correct" : "incorrect"], ["latency", `PT${Math.floor(each.seconds)}S`],
    ],
  });

  function response({ type, response: given }) {
    if (type === "choice" || type === "sequencing") return given.map((n) => LETTERS[n]).join("[,]");
    if (type === "matching") return given.map((n, line) => `${line}[.]${LETTERS[n] || "z"}`).join("[,]");
    return String(given).slice(0, 250);
  }
})();
