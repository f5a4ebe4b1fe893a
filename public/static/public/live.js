/* Keeps a region fresh: <div data-live="5"> is fetched again every five seconds and exchanged where it differs.
   Without this script the page reads the same. A reader may stop it (WCAG 2.2, 2.2.2). */
(() => {
  "use strict";
  const region = document.querySelector("[data-live]");
  if (!region || !window.fetch) return;
  const seconds = Math.max(2, Number(region.dataset.live) || 5);
  let paused = false;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "live";
  const say = () => { button.textContent = paused ? "Resume live updates" : "Pause live updates"; };
  button.addEventListener("click", () => { paused = !paused; say(); });
  say();
  document.querySelector(".top nav").append(button);

  const note = document.createElement("p");
  note.className = "unseen";
  note.setAttribute("role", "status");
  region.before(note);

  const busy = () => region.contains(document.activeElement) || String(getSelection()) !== "";

  async function refresh() {
    if (paused || document.hidden || busy()) return;
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-cache" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
    if (!fresh || fresh.innerHTML === region.innerHTML || busy()) return;
    region.replaceChildren(...fresh.childNodes);
    note.textContent = "The page was updated.";
  }

  setInterval(() => { refresh().catch(() => {}); }, seconds * 1000);
})();
