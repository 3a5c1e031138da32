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
  const wait = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
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
  let sending = false;
  const send = async (body) => {
    if (sending) return;
    sending = true;
    const keeps = form()?.dataset.keeps === "yes";
    for (let pause = 1; ; pause = Math.min(pause * 2, 60)) {
      if (keeps) store.put(body);
      try {
        const answer = await fetch(location.pathname, {
          method: "POST", body, credentials: "omit", redirect: "error",
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
        });
        if (answer.status < 500) {
          show(await answer.text());
          break;
        }
      } catch { /* no network: it is sent again */ }
      say("waiting");
      await wait(pause);
    }
    sending = false;
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
  let idle = 0;
  const begin = () => {
    if (main()?.dataset.done === "yes") store.drop();
    clearTimeout(idle);
    const restart = Number(main()?.dataset.restart || 0);
    if (restart) {
      const again = () => location.assign(location.pathname);
      const later = () => { clearTimeout(idle); idle = setTimeout(again, restart * 1000); };
      if (form()) for (const kind of ["pointerdown", "keydown"]) document.onpointerdown = document.onkeydown = later;
      later();
    }
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
