// One more frame between the system and the lecture, as many have.
addEventListener("DOMContentLoaded", () => {
  const frame = document.createElement("iframe");
  frame.title = "Lecture";
  frame.src = `/package/${new URLSearchParams(location.search).get("sco")}`;
  document.body.append(frame);
});
