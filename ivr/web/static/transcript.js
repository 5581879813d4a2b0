/* Words lit as they play, and a click on one plays from there. Everything else about transcripts works without it. */
"use strict";

(() => {
  const prepare = (root) => {
    for (const text of root.querySelectorAll(".transcript .words:not(.put-right)")) makeReadable(text);
  };

  const makeReadable = (text) => {
    const player = text.closest(".message").querySelector(".player");
    if (text.dataset.ready || !player) return;
    text.dataset.ready = "yes";
    text.title = text.dataset.seek;
    const audio = player.querySelector("audio");
    const words = [...text.querySelectorAll(".w")];
    const edges = words.map((word) => [Number(word.dataset.from), Number(word.dataset.to), word]);
    let lit = null;

    const light = () => {
      const at = audio.currentTime;
      const found = audio.ended || at === 0 ? null : edges.findLast(([from]) => from <= at);
      const now = found && at < found[1] + 0.4 ? found[2] : null;
      if (now === lit) return;
      lit?.classList.remove("lit");
      now?.classList.add("lit");
      lit = now;
    };
    const follow = () => {
      light();
      if (!audio.paused && text.isConnected) requestAnimationFrame(follow);
    };
    audio.addEventListener("play", () => requestAnimationFrame(follow));
    for (const event of ["seeked", "pause", "ended"]) audio.addEventListener(event, light);
    if (!audio.paused) follow();
    text.addEventListener("click", (event) => {
      const word = event.target.closest(".w");
      if (!word || String(getSelection())) return;
      player.dispatchEvent(new CustomEvent("player:from", { detail: Number(word.dataset.from) }));
    });
  };

  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
})();
