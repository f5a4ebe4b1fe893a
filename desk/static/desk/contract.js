/* Of the contract, only the fields that the chosen one takes are shown. Without this file all of them are. */
(() => {
  "use strict";
  const fit = (choice) => {
    const takes = choice.selectedOptions[0].dataset.takes.split(" ");
    for (const part of choice.closest("fieldset").querySelectorAll("[data-detail]")) {
      const taken = takes.includes(part.dataset.detail);
      part.hidden = !taken;
      part.querySelector("input").disabled = !taken;
    }
  };
  const choices = (within) => within.querySelectorAll("select.contract");

  document.addEventListener("change", (event) => {
    if (event.target.matches("select.contract")) fit(event.target);
    const kind = event.target.closest("form[data-adds] [name=kind]");
    if (!kind) return;
    // Another kind has another usual contract: what was kept of the claim before is no choice for this one.
    for (const choice of choices(kind.form)) {
      choice.value = "";
      fit(choice);
    }
  });
  document.addEventListener("htmx:load", (event) => choices(event.detail.elt).forEach(fit));
  choices(document).forEach(fit);
})();
