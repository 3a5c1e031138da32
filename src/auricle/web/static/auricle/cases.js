// Keys for those who work through many cases. They do nothing while one types.
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const lines = () => [...document.querySelectorAll(".inbox > li")];
  let at = -1;

  function go(step) {
    const all = lines();
    if (!all.length) return;
    all[at]?.classList.remove("current");
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].classList.add("current");
    all[at].querySelector("a").focus();
  }

  const inbox = {
    j: () => go(1),
    k: () => go(-1),
    x: () => lines()[at]?.querySelector("[name=case]")?.click(),
  };
  const page = {
    r: () => document.querySelector("#reply textarea")?.focus(),
    c: () => document.querySelector("#comment textarea")?.focus(),
    a: () => document.querySelector("[data-key=a]")?.click(),
    e: () => document.querySelector("[data-key=e]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = (document.querySelector(".inbox") ? inbox : page)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
