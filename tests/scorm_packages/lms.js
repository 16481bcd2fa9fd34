// A learning management system around scorm-again: it keeps what was committed on its server, gives it back at the next launch,
// and writes down every call with the error that it left behind.
const asked = new URLSearchParams(location.search);
const is12 = asked.get("edition") === "1.2";
window.calls = [];

const settings = { autocommit: false, logLevel: 5, lmsCommitUrl: `/commit?sco=${encodeURIComponent(asked.get("sco"))}`, lmsFinishUrl: false };
const api = is12 ? new Scorm12API(settings) : new Scorm2004API(settings);

const kept = JSON.parse(document.cookie.split("; ").find((each) => each.startsWith("none=")) ? "{}" : loaded());
function loaded() {
  const request = new XMLHttpRequest();
  request.open("GET", `/cmi?sco=${encodeURIComponent(asked.get("sco"))}`, false);
  request.send();
  return request.responseText;
}

const learner = { id: asked.get("id") || "k-0012", name: asked.get("name") || "Sato, Akari" };
if (is12) {
  const core = { ...(kept.core || {}), student_id: learner.id, student_name: learner.name, entry: kept.core ? "resume" : "ab-initio", lesson_mode: asked.get("mode") || "normal", credit: "credit" };
  delete core.session_time; delete core.exit;
  api.loadFromJSON({ ...kept, core, interactions: undefined });
} else {
  const begun = Object.keys(kept).length > 0;
  const { session_time: _s, exit: _e, interactions: _i, learner_preference: _p, ...rest } = kept;
  api.loadFromJSON({ ...rest, learner_id: learner.id, learner_name: learner.name, entry: begun ? "resume" : "ab-initio", mode: asked.get("mode") || "normal", credit: "credit" });
}

const names = is12
  ? ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"]
  : ["Initialize", "GetValue", "SetValue", "Commit", "Terminate", "GetLastError", "GetErrorString", "GetDiagnostic"];
const lastError = () => String(is12 ? api.LMSGetLastError() : api.GetLastError());
const watched = {};
for (const name of names) watched[name] = (...given) => {
  const answer = (api[name] || api[`lms${name.slice(3)}`]).apply(api, given);
  window.calls.push({ name, given, answer: String(answer), error: lastError() });
  return answer;
};
if (asked.get("api") !== "none") window[is12 ? "API" : "API_1484_11"] = watched;

addEventListener("DOMContentLoaded", () => {
  const frame = document.createElement("iframe");
  frame.title = "Stage";
  frame.src = `/frame.html?sco=${encodeURIComponent(asked.get("sco"))}`;
  document.body.append(frame);
});
