/* Keys in the lane of leads: j and k move, e presses the likelier side, d dismisses. The buttons do the same. */
(() => {
  "use strict";
  const leads = [...document.querySelectorAll(".lead")];
  const here = () => leads.findIndex((lead) => lead.contains(document.activeElement));
  const press = (lead, which) => lead && lead.querySelector(which)?.click();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const place = here();
    if (event.key === "j") leads[Math.min(place + 1, leads.length - 1)]?.focus();
    else if (event.key === "k") leads[Math.max(place - 1, 0)]?.focus();
    else if (event.key === "e") press(leads[place], "form.deeds button.first");
    else if (event.key === "d") press(leads[place], "form.deeds button[value=dismiss]");
    else return;
    event.preventDefault();
  });
})();
