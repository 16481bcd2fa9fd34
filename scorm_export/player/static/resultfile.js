// A file that says what was done here, for a system that does not pass results on. Its checksum finds accidents, nothing more.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const FORMAT = "tsunagu-result";

  tsunagu.resultFile = ({ lecture, state, session, began }) => {
    const form = document.getElementById("result-file");
    if (!form) return;
    form.elements.learner.value = session.reference;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const result = { ...resultOf(lecture, state, began), learner: form.elements.learner.value.trim() };
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify({ ...result, checksum: checksum(result) }, null, 1)], { type: "application/json" }));
      link.download = `${lecture.code}-result.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  };

  function resultOf(lecture, state, began) {
    const answers = Object.fromEntries(state.graded ? state.form.map((n) => [lecture.items[n].id, tsunagu.quiz.grade(lecture.items[n], state.answers[n]) === 1]) : []);
    return {
      format: FORMAT, formatVersion: 1, program: lecture.program, lecture: lecture.code, lectureVersion: lecture.versionId, learner: "",
      completed: state.attended, success: state.passed ? true : state.best === null ? null : false, score: state.best,
      seconds: state.spent + Math.floor((Date.now() - began) / 1000), at: `${new Date().toISOString().slice(0, 19)}Z`, answers,
    };
  }

  function checksum(result) {
    const answers = Object.entries(result.answers).sort(([a], [b]) => (a < b ? -1 : 1));
    return tsunagu.sha256(JSON.stringify([
      result.format, result.formatVersion, result.program, result.lecture, result.lectureVersion, result.learner, result.completed,
      result.success, result.score === null ? null : Math.round(result.score * 10000), result.seconds, result.at, answers]));
  }
})();
