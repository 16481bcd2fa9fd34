// The comprehension test on the page: answers are kept as they change, graded here, and explained afterwards.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  tsunagu.test = (page) => {
    const form = $("#test");
    if (!form) return;
    const { lecture, state, session } = page;
    page.asked = Date.now();
    if (!state.form.length) begin(page);
    form.addEventListener("change", (event) => keep(page, event.target));
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(page); });
    $("#again").addEventListener("click", () => { begin(page); put(page); page.change(); $(".item:not([hidden])", form).scrollIntoView(); });
    put(page);
    if (session.mode !== "normal") lock(form, lecture.words.review);
  };

  // A fresh form for each attempt, of what was not seen yet first.
  function begin({ lecture, state }) {
    state.seen = [...new Set([...state.seen, ...state.form])];
    if (state.seen.length === lecture.items.length) state.seen = [];
    state.form = tsunagu.quiz.draw(lecture.items, lecture.drawn, state.seen, Math.random);
    state.attempt += 1;
    state.answers = {};
    state.graded = false;
  }

  function put({ lecture, state }) {
    let number = 0;
    $$(".item").forEach((item) => {
      const n = Number(item.dataset.item);
      item.hidden = !state.form.includes(n);
      if (!item.hidden) $(".number", item).textContent = lecture.words.number.replace("{n}", (number += 1));
      fill(item, state.answers[n]);
      explain(item, lecture, state.graded && !item.hidden ? state.answers[n] : null, lecture.items[n]);
      $$("input, select", item).forEach((control) => { control.disabled = item.hidden || state.graded; });
    });
    $$(".case").forEach((one) => { one.hidden = $$(".item", one).every((item) => item.hidden); });
    $("#submit").hidden = state.graded;
    $("#again").hidden = !state.graded;
    $("#unanswered").textContent = "";
    $("#result").hidden = !state.graded;
    if (state.graded) tell(lecture, state);
  }

  function tell(lecture, state) {
    const score = scoreOf(lecture, state), passed = score >= lecture.passing - 1e-9;
    const words = passed ? lecture.words.passed : lecture.words.notYet;
    $("#result").dataset.passed = String(passed);
    $("#result p").textContent = words.replace("{score}", Math.round(100 * score)).replace("{passing}", Math.round(100 * lecture.passing));
  }

  function scoreOf({ items }, { form, answers }) {
    return form.length ? form.reduce((sum, n) => sum + tsunagu.quiz.grade(items[n], answers[n]), 0) / form.length : 0;
  }

  // Answers ---------------------------------------------------------------------------------------------

  function keep(page, control) {
    const item = control.closest(".item"), n = Number(item.dataset.item);
    page.state.answers[n] = given(item, page.lecture.items[n].kind);
    if (tsunagu.quiz.isEmpty(page.state.answers[n])) delete page.state.answers[n];
    page.spent = { ...page.spent, [n]: (Date.now() - page.asked) / 1000 };
    page.asked = Date.now();
    page.change();
  }

  function given(item, kind) {
    if (kind === "text" || kind === "numeric") return $("input", item).value;
    if (kind === "matching" || kind === "ordering") return $$("select", item).map((select) => (select.value === "" ? -1 : Number(select.value)));
    return $$("input:checked", item).map((input) => Number(input.value));
  }

  function fill(item, answer) {
    $$("input[type=radio], input[type=checkbox]", item).forEach((input) => { input.checked = Array.isArray(answer) && answer.includes(Number(input.value)); });
    $$("input:not([type])", item).forEach((input) => { input.value = typeof answer === "string" ? answer : ""; });
    $$("select", item).forEach((select, line) => { select.value = Array.isArray(answer) && answer[line] >= 0 ? String(answer[line]) : ""; });
  }

  function submit(page) {
    const { lecture, state } = page, open = state.form.filter((n) => tsunagu.quiz.isEmpty(state.answers[n]));
    if (open.length && $("#unanswered").dataset.asked !== String(state.attempt)) {
      $("#unanswered").textContent = lecture.words.unanswered.replace("{n}", open.length);
      $("#unanswered").dataset.asked = String(state.attempt); // a second press hands in what is there
      return;
    }
    const score = scoreOf(lecture, state);
    state.graded = true;
    state.best = Math.max(score, state.best || 0);
    state.passed = state.passed || score >= lecture.passing - 1e-9;
    page.saving.tell(state.form.filter((n) => !open.includes(n)).map((n) => interaction(page, n)));
    put(page);
    page.change();
    $("#result").focus();
  }

  function interaction({ lecture, state, spent }, n) {
    const item = lecture.items[n], right = tsunagu.quiz.grade(item, state.answers[n]) === 1;
    return { id: item.id, type: tsunagu.quiz.type(item.kind), response: state.answers[n], right, seconds: Math.round((spent || {})[n] || 0), at: new Date() };
  }

  // After grading ---------------------------------------------------------------------------------------

  function explain(item, lecture, answer, asked) {
    const place = $(".feedback", item);
    place.hidden = answer === null;
    $$(".mark", item).forEach((mark) => { mark.textContent = ""; });
    $$(".why", item).forEach((why) => { why.replaceChildren(); });
    if (answer === null) return;
    const told = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(asked.feedback), (each) => each.charCodeAt(0))));
    const share = tsunagu.quiz.grade(asked, answer);
    place.dataset.right = String(share === 1);
    $(".verdict", place).textContent = share === 1 ? lecture.words.right : share > 0 ? lecture.words.partly : lecture.words.wrong;
    $(".key", place).textContent = told.key ? lecture.words.key.replace("{key}", told.key) : "";
    $(".explanation", place).innerHTML = told.explanation; // our own, sanitized when it was made
    told.marks.forEach((n) => { const mark = $$(".mark", item)[n]; if (mark) mark.textContent = lecture.words.keyMark; });
    told.whys.forEach((why, n) => { const line = $$(".why", item)[n]; if (line) line.innerHTML = why; });
  }

  function lock(form, words) {
    $$("input, select, button", form).forEach((control) => { control.disabled = true; });
    $("#unanswered").textContent = words;
  }
})();
