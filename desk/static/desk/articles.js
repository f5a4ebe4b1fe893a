/* Adding claims without a hand on the mouse: Ctrl+Enter sends the form. */
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-adds]");
    if (!form) return;
    event.preventDefault();
    form.querySelector("button.first").click();
  });
  // A log-in that ran out, or a page of trouble: shown as it is, not sought for a part that it does not have.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target && target.id === "work" && xhr.status === 200 && !xhr.responseText.includes('id="work"')) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
})();
