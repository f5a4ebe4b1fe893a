/* The keys of the review queue. Each presses a button that stands on the page: [data-deed]. The dialog of the keys says
   which key does what; what a reader changes there stays in this browser. Without this file the buttons do the same. */
(() => {
  "use strict";
  const dialog = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const said = document.getElementById("keys-said");
  const fields = [...dialog.querySelectorAll("[data-remaps]")];
  const STORE = "desk-queue-keys";

  /* What the reader chose; a browser that keeps nothing has the usual keys. */
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(STORE)) || {};
    } catch {
      return {};
    }
  };
  const keep = (choice) => {
    try {
      localStorage.setItem(STORE, JSON.stringify(choice));
    } catch { /* The choice holds until the page is left. */ }
  };
  const choice = { off: false, keys: {}, ...kept() };
  const fieldOf = (deed) => fields.find((field) => field.dataset.remaps === deed);
  /* The key of a deed; undefined for one that has none, as “One origin or two?”. */
  const keyOf = (deed) => choice.keys[deed] || fieldOf(deed)?.dataset.default;
  const deedOf = (key) => fields.map((field) => field.dataset.remaps).find((deed) => keyOf(deed) === key);
  const deed = (name) => document.querySelector(`[data-deed="${name}"]`);

  /* Say beside each button which key presses it; nothing where keys are off. */
  const name = () => {
    for (const hint of document.querySelectorAll("[data-key-of]")) hint.textContent = choice.off ? "" : keyOf(hint.dataset.keyOf);
    for (const hint of document.querySelectorAll("[data-digit-of]")) hint.textContent = choice.off ? "" : hint.dataset.digitOf;
    for (const one of document.querySelectorAll("[data-deed]")) {
      const pressed = one.matches("details") ? one.querySelector("summary") : one;
      const key = choice.off ? undefined : keyOf(one.dataset.deed);
      if (key) pressed.setAttribute("aria-keyshortcuts", key);
      else pressed.removeAttribute("aria-keyshortcuts");
    }
    for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
    for (const field of fields) field.value = keyOf(field.dataset.remaps);
    on.checked = !choice.off;
  };

  const types = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

  /* A panel opens with its first choice or field in focus, and closes the others. */
  const open = (panel) => {
    for (const other of document.querySelectorAll("details.panel[open]")) if (other !== panel) other.open = false;
    panel.open = true;
    panel.querySelector(".choices button, select, textarea, input:not([type=hidden])").focus();
  };

  const act = (one) => {
    if (one.matches("details")) open(one);
    else one.click();
  };

  const digit = (key) => {
    const panel = document.querySelector("details.panel[open]:has(.choices)");
    if (!panel || !/^[0-9]$/.test(key)) return false;
    const chosen = key === "0" ? panel.querySelector("textarea") : panel.querySelector(`[data-digit="${key}"]`);
    if (chosen) chosen.matches("textarea") ? chosen.focus() : chosen.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const panel = document.querySelector("details.panel[open]");
      if (panel && !dialog.open) {
        panel.open = false;
        panel.querySelector("summary").focus();
      }
      return;
    }
    if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (choice.off || dialog.open || types(event.target)) return;
    const wanted = deedOf(event.key);
    if (!digit(event.key)) {
      const one = wanted && deed(wanted);
      if (!one) return;
      act(one);
    }
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-deed="help"]')) dialog.showModal();
  });

  on.addEventListener("change", () => {
    choice.off = !on.checked;
    keep(choice);
    name();
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const key = field.value;
      const taken = deedOf(key);
      said.textContent = "";
      if (!key.trim() || /[0-9]/.test(key) || (taken && taken !== field.dataset.remaps)) said.textContent = said.dataset.taken;
      else choice.keys[field.dataset.remaps] = key;
      keep(choice);
      name();
    });
  }
  document.getElementById("keys-reset").addEventListener("click", () => {
    choice.off = false;
    choice.keys = {};
    said.textContent = "";
    keep(choice);
    name();
  });

  /* The offer to undo goes when its time is over. */
  let over;
  const limit = () => {
    clearTimeout(over);
    const offer = document.querySelector("#came [data-seconds]");
    if (offer) over = setTimeout(() => offer.remove(), Number(offer.dataset.seconds) * 1000);
  };

  /* Where a whole page comes instead of a part, the log-in for one, go there. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText)) return;
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL);
  });

  /* A new flag is read from its claim on; what is to be mended first. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "review") return;
    name();
    limit();
    const wrong = document.querySelector("#review [aria-invalid=true]");
    (wrong || document.getElementById("review-title")).focus({ preventScroll: !wrong });
    if (!wrong) scrollTo(0, 0);
  });

  name();
  limit();
})();
