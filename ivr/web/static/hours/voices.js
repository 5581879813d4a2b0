/* Words are pressed to be heard, one at a time; a file that is too large is refused before it travels. Without this
   a press opens the sound itself, and the server says what is wrong. */
"use strict";

(() => {
  const page = document.querySelector("main.voices");
  const sound = new Audio();
  let playing = null;

  const stop = () => {
    if (playing) playing.classList.remove("playing");
    playing = null;
  };
  const fail = (link) => {
    stop();
    link.classList.add("failed");
    link.title = page.dataset.failed;
    const lost = document.getElementById("lost");
    lost.textContent = page.dataset.failed;
    lost.hidden = false;
  };
  sound.addEventListener("ended", stop);

  page.addEventListener("click", (event) => {
    const link = event.target.closest("a.say");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const same = link === playing;
    sound.pause();
    stop();
    if (same) return;
    playing = link;
    link.classList.add("playing");
    sound.src = link.href;
    sound.play().catch((problem) => {
      if (problem.name !== "AbortError") fail(link);
    });
  });

  const form = page.querySelector("form.upload");
  if (!form) return;
  const refused = form.querySelector("[role=alert]");
  const fits = () => {
    const file = form.file.files[0];
    const large = file && file.size > 5 * 1024 * 1024;
    refused.textContent = large ? form.dataset.large : "";
    refused.hidden = !large;
    return !large;
  };
  form.file.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) event.preventDefault();
  });
})();
