// Notices: a problem's line is found in the box, and words of one's own are asked for only where no usual occasion fits.
(() => {
  "use strict";
  const text = document.getElementById("text");
  document.querySelectorAll("a[data-line]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const lines = text.value.split("\n");
      const before = lines.slice(0, Number(link.dataset.line) - 1);
      const start = before.join("\n").length + (before.length ? 1 : 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[before.length] || "").length);
      text.scrollTop = (text.scrollHeight / lines.length) * Math.max(0, before.length - 2);
    });
  });

  const occasion = document.getElementById("occasion");
  const other = document.getElementById("other");
  if (!occasion || !other) return;
  const show = () => { other.hidden = occasion.value !== "other"; };
  occasion.addEventListener("change", show);
  show();
})();
