// A measure's page: its link to the clipboard, names and values into the filter, short addresses.
(() => {
  const filter = () => document.querySelector("#ask [name=where]");

  function copied(button) {
    const said = button.querySelector("span");
    const before = said.textContent;
    said.textContent = button.dataset.copyLink;
    setTimeout(() => (said.textContent = before), 2000);
  }

  // Outside of https browsers have no clipboard; a selected field does it there.
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  function put(text, joined) {
    const field = filter();
    const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    if (joined) field.value = field.value.trim() ? `${field.value.trim()} and ${text}` : text;
    else field.setRangeText(text, start, end, "end");
    field.focus();
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-copy-link]");
    const condition = event.target.closest("[data-condition]");
    if (link) {
      await copy(location.href);
      copied(link);
    }
    if (condition) {
      put(condition.dataset.condition, true);
      filter().form.requestSubmit();
    }
  });

  // A name without values to choose from is written into the filter itself.
  document.addEventListener("htmx:responseError", (event) => {
    const name = event.detail.elt.dataset.insert;
    if (name) put(`${name} `, false);
  });

  // What is left as it was stays out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "ask") return;
    for (const [name, value] of [...event.detail.formData]) if (value === "") event.detail.formData.delete(name);
  });

  // A question that cannot be answered comes back as the same page, with the error beside the field.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
  });
})();
