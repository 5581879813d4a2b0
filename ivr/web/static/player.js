/* The player: the browser's own controls give way to the waveform. Without it the audio plays all the same. */
"use strict";

(() => {
  const shown = (seconds) => {
    const whole = Math.floor(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  const makePlayer = (box) => {
    if (box.classList.contains("ours")) return;
    box.classList.add("ours");
    const words = box.dataset;
    const audio = box.querySelector("audio");
    const wave = box.querySelector(".wave-box");
    const played = box.querySelector("clipPath rect");
    const transport = box.querySelector(".transport");
    const play = box.querySelector(".play");
    const told = box.querySelector("[role=alert]");
    const speeds = [...box.querySelectorAll(".speed")];
    const length = () => (Number.isFinite(audio.duration) && audio.duration) || Number(words.seconds) || 0;
    let wanted = null; // a place chosen before the audio was fetched

    audio.controls = false;
    audio.hidden = true;
    transport.hidden = false;
    wave.tabIndex = 0;
    wave.setAttribute("role", "slider");
    wave.setAttribute("aria-label", words.seek);
    wave.setAttribute("aria-valuemin", "0");

    const draw = () => {
      const at = wanted ?? audio.currentTime;
      const all = length();
      played.setAttribute("width", String(all ? Math.min(600, (at / all) * 600) : 0));
      box.querySelector(".at").textContent = shown(at);
      // What is heard is shorter than what was said where its silences were taken out.
      if (Number.isFinite(audio.duration)) box.querySelector(".all").textContent = shown(Math.round(audio.duration));
      wave.setAttribute("aria-valuemax", String(Math.round(all)));
      wave.setAttribute("aria-valuenow", String(Math.round(at)));
      wave.setAttribute("aria-valuetext", `${shown(at)} / ${shown(all)}`);
    };
    const face = () => {
      const on = !audio.paused && !audio.ended;
      play.querySelector("[data-icon=play]").hidden = on;
      play.querySelector("[data-icon=pause]").hidden = !on;
      play.querySelector(".word").textContent = on ? words.pause : words.play;
    };
    const seek = (to) => {
      const place = Math.max(0, Math.min(length(), to));
      if (audio.readyState >= 1) audio.currentTime = place;
      else wanted = place;
      draw();
    };
    let opening = false;
    const start = async () => {
      if (opening) return;
      opening = true;
      // What could not be fetched is fetched anew: left alone, it would fail for as long as the page stands.
      if (audio.error) {
        delete box.dataset.started;
        audio.load();
      }
      await window.ahead.open(box, audio);
      opening = false;
      if (!audio.isConnected) return;
      for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
      told.hidden = true;
      audio.play().catch((problem) => {
        if (problem.name === "AbortError") return;
        told.textContent = words.failed;
        told.hidden = false;
      });
    };
    box.addEventListener("player:from", (event) => {
      seek(event.detail);
      if (audio.paused) start();
    });
    const frame = () => {
      draw();
      if (!audio.paused && box.isConnected) requestAnimationFrame(frame);
    };

    play.addEventListener("click", () => (audio.paused ? start() : audio.pause()));
    audio.addEventListener("loadedmetadata", () => {
      if (wanted !== null) audio.currentTime = wanted;
      wanted = null;
      draw();
    });
    for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, face);
    audio.addEventListener("play", () => requestAnimationFrame(frame));
    audio.addEventListener("seeked", draw);

    const point = (event) => {
      const edges = wave.getBoundingClientRect();
      seek(((event.clientX - edges.left) / edges.width) * length());
    };
    wave.addEventListener("pointerdown", (event) => {
      wave.setPointerCapture(event.pointerId);
      point(event);
    });
    wave.addEventListener("pointermove", (event) => {
      if (event.buttons) point(event);
    });
    wave.addEventListener("keydown", (event) => {
      const now = wanted ?? audio.currentTime;
      const to = { ArrowLeft: now - 5, ArrowRight: now + 5, Home: 0, End: length() }[event.key];
      if (to !== undefined) seek(to);
      else if (event.key === " ") audio.paused ? start() : audio.pause();
      else return;
      event.preventDefault();
    });
    for (const button of speeds) {
      button.addEventListener("click", () => {
        audio.playbackRate = Number(button.dataset.speed);
        for (const each of speeds) each.setAttribute("aria-pressed", String(each === button));
      });
    }
    draw();
  };

  const prepare = (root) => {
    for (const box of root.querySelectorAll(".player")) makePlayer(box);
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
})();
