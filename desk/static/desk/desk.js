/* What htmx needs of us: the CSRF token with every request, and a plain sentence where a request comes to nothing.
   Every page reads and decides without this file. */
(() => {
  "use strict";
  const said = document.getElementById("said");
  const say = (words) => { if (said) said.textContent = words; };

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:beforeRequest", () => say(""));
  document.addEventListener("htmx:sendError", () => say(said.dataset.silent));
  document.addEventListener("htmx:responseError", (event) => {
    say(said.dataset.refused.replace("{status}", String(event.detail.xhr.status)));
  });

  // An open menu closes when the focus goes elsewhere, or with Escape.
  for (const menu of document.querySelectorAll("details.menu")) {
    menu.addEventListener("focusout", (event) => { 
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
})();
