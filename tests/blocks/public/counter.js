export default function counter(runtime, element, args) {
  const button = element.querySelector("button");
  button.textContent = args.label;
  button.addEventListener("click", async () => {
    const answer = await runtime.post(element, "count", { by: args.step });
    element.querySelector("output").textContent = String(answer.count);
  });
}
