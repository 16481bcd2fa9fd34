// How times and numbers are spelled for a system, and the time of day for a person.
(() => {
  const tsunagu = (window.tsunagu = window.tsunagu || {});
  const two = (number) => String(number).padStart(2, "0");

  tsunagu.clock = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  tsunagu.day = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  // 0.8 is 80, never 80.00000000000001
  tsunagu.number = (value, digits) => String(Math.round(value * 10 ** digits) / 10 ** digits);
})();
