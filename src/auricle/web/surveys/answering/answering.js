"use strict";
(() => {
  const main = () => document.querySelector("main");
  const form = () => document.querySelector("form[data-answers]");
  const key = "answers " + location.pathname;
  const store = {
    put(value) { try { localStorage.setItem(key, value); } catch { /* nothing may be kept here */ } },
    get() { try { return localStorage.getItem(key); } catch { return null; } },
    drop() { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
  };
  const say = (name) => {
    const place = document.getElementById("saved");
    if (place) place.textContent = name ? form()?.dataset[name] || "" : "";
  };
  let retry = () => {};
  const wait = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    retry = () => { clearTimeout(timer); done(); };
    addEventListener("online", retry, { once: true });
  });
  const proven = async (challenge, bits) => {
    const encoder = new TextEncoder();
    for (let n = 0; ; n++) {
      const hash = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(challenge + ":" + n)));
      if (hash.getUint32(0) >>> (32 - bits) === 0) return String(n);
    }
  };
  const prove = async () => {
    const field = form()?.elements.namedItem("proof");
    const challenge = form()?.elements.namedItem("challenge");
    if (field && challenge && crypto.subtle) {
      document.querySelector(".summary")?.remove();
      say("proving");
      field.value = await proven(challenge.value, Number(field.dataset.bits));
      say("");
      if (field.isConnected) form().requestSubmit(form().querySelector(".next"));
    }
  };
  const ATTEMPT = 20, LONGEST_PAUSE = 60;
  const reach = async (options) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), ATTEMPT * 1000);
    try {
      const answer = await fetch(location.pathname, { ...options, credentials: "omit", redirect: "error", signal: stop.signal });
      return answer.status < 500 ? await answer.text() : undefined;
    } catch { /* no network: it is tried again */ } finally { clearTimeout(timer); }
  };
  let latest = "", sending = false, left = false;
  const send = async (body) => {
    latest = body;
    retry();
    if (sending) return;
    sending = true;
    const keeps = form()?.dataset.keeps === "yes";
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const sent = latest;
      if (keeps) store.put(sent);
      const html = await reach({
        method: "POST", body: sent, headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (html !== undefined && sent === latest) {
        sending = false;
        return left ? anew() : show(html);
      }
      if (sent === latest) {
        if (!left) say("waiting");
        await wait(pause);
      }
    }
  };
  // A screen in a shop begins anew for who comes next: not before the last step is kept, and with a page that comes.
  let idle = 0;
  const anew = async () => {
    const since = idle;
    left = sending || form()?.dataset.first !== "yes";
    if (left) main().replaceChildren(document.getElementById("saved") || "");
    else form().reset();
    while (!sending) {
      const comes = await reach({}) !== undefined;
      if (!left && idle !== since) return;
      if (comes) return location.assign(location.pathname);
      if (!left) return later();
      await wait(LONGEST_PAUSE);
    }
  };
  const later = () => {
    clearTimeout(idle);
    const seconds = Number(main()?.dataset.restart || 0);
    if (seconds && !left) idle = setTimeout(anew, seconds * 1000);
  };
  const show = (html) => {
    const next = new DOMParser().parseFromString(html, "text/html");
    document.title = next.title;
    document.documentElement.lang = next.documentElement.lang;
    document.body.replaceChildren(...next.body.childNodes);
    scrollTo(0, 0);
    begin();
    const goal = document.querySelector(".summary") || document.querySelector("h1");
    if (goal) { goal.tabIndex = -1; goal.focus(); }
  };
  const begin = () => {
    if (main()?.dataset.done === "yes") store.drop();
    document.onpointerdown = document.onkeydown = later;
    later();
    prove();
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-answers]")) return;
    event.preventDefault();
    const data = new FormData(event.target);
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    send(new URLSearchParams(data).toString());
  });
  begin();
  const kept = store.get();
  if (kept && form()?.dataset.keeps === "yes" && form().dataset.first === "yes") send(kept);
})();
