/* The board: all claims of the page are ticked at once. Without this file each is ticked by itself. */
(() => {
  "use strict";
  const add = () => {
    const form = document.getElementById("together");
    if (!form || form.querySelector(".all")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "all";
    button.textContent = form.dataset.all;
    button.addEventListener("click", () => {
      const boxes = [...document.querySelectorAll("ul.board input[type=checkbox]")];
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
    });
    form.prepend(button);
  };
  add();
  document.addEventListener("htmx:afterSettle", add);
})();
