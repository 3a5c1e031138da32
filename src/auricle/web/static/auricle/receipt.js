// Says that the page is looked at: a person's browser shows it, a program that guards a mailbox only fetches it.
function seen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", seen);
  fetch(location.href, { method: "POST", body: new URLSearchParams({ seen: "yes" }), keepalive: true, credentials: "omit" });
}
document.addEventListener("visibilitychange", seen);
seen();
