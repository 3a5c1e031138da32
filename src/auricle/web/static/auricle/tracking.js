// Live: what somebody has opened to read does not move away under their eyes.
document.addEventListener("htmx:beforeRequest", (event) => {
  const list = event.target.closest("#arriving");
  if (list && list.querySelector("details[open]")) event.preventDefault();
});
