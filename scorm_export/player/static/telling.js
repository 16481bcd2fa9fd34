// What a system is told, and how times and numbers are spelled for it.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const two = (number) => String(number).padStart(2, "0");

  tsunagu.clock = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  tsunagu.day = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  // 0.8 is 80, never 80.00000000000001
  tsunagu.number = (value, digits) => String(Math.round(value * 10 ** digits) / 10 ** digits);

  // Attended, and its test taken or passed, as the lecture asks (A1). Before that nothing is called completed: some systems let
  // nobody go on with what was.
  tsunagu.finished = ({ completed, success, gate }) => completed && { none: true, completed: success !== null, passed: success === true }[gate];
})();
