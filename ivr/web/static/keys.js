/* The desk by keys: each presses a button that stands on the page, so that keys can do nothing a mouse cannot. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const UNDO_FOR = 10_000; // milliseconds; the server has the last word

  /* ---- what the keys press */

  const press = (button) => {
    if (!button || button.disabled) return false;
    button.click();
    return true;
  };

  const players = () => [...document.querySelectorAll(".player audio")];
  /** The audio that plays, or was played last, or comes first. */
  let latest = null;
  document.addEventListener("play", (event) => (latest = event.target), true);
  const audio = () => (latest && latest.isConnected ? latest : players()[0]);
  const box = () => audio()?.closest(".player");
  const play = () => press(box()?.querySelector(".play"));
  const toWave = (key) => {
    const wave = box()?.querySelector(".wave-box");
    if (!wave) return false;
    wave.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: false }));
    return true;
  };
  const speed = (by) => {
    const buttons = [...(box()?.querySelectorAll(".speed") ?? [])];
    const now = buttons.findIndex((each) => each.getAttribute("aria-pressed") === "true");
    return press(buttons[now + by]);
  };

  /** Claims, and plays once the claim has come back. */
  let playWhenClaimed = false;
  const claim = () => {
    if (!byId("main") || byId("main").dataset.view !== "task") return press(byId("act-next"));
    playWhenClaimed = Boolean(byId("act-claim"));
    return press(byId("act-claim")) || press(byId("act-next"));
  };

  const row = (by) => {
    const rows = [...document.querySelectorAll("#queue-rows .row")];
    const now = rows.findIndex((each) => each.getAttribute("aria-current") === "true");
    const next = now < 0 ? rows[0] : rows[now + by];
    next?.scrollIntoView({ block: "nearest" });
    return press(next);
  };

  const focus = (element) => {
    if (!element) return false;
    element.focus();
    return true;
  };

  const ACTS = {
    Enter: claim,
    c: () => (byId("reason") ? focus(byId("reason")) : press(byId("act-ring"))),
    j: () => row(1),
    k: () => row(-1),
    " ": play,
    ArrowLeft: () => toWave("ArrowLeft"),
    ArrowRight: () => toWave("ArrowRight"),
    "-": () => speed(-1),
    "+": () => speed(1),
    "=": () => speed(1),
    s: () => focus(byId("later")),
    d: () => focus(document.querySelector("#say select[name=desk]")),
    x: () => press(byId("act-unnecessary")),
    n: () => focus(document.querySelector("#say textarea")),
    u: () => press(byId("act-undo")) || press(byId("act-release")),
    "/": () => focus(document.querySelector("#queue .find input")),
    "?": () => {
      byId("keys").showModal();
      return true;
    },
  };

  const digit = (key) => press(document.querySelector(`#head [data-key="${key}"]`));

  /* ---- a key that comes before the answer to the last one waits for it: it is meant for what will stand there */

  const ANYTIME = new Set([" ", "ArrowLeft", "ArrowRight", "-", "+", "=", "?", "n", "s", "d", "/"]);
  const waiting = [];
  const run = (key) => (/^[0-9]$/.test(key) ? digit(key) : ACTS[key]?.());
  const going = () => "leaving" in document.body.dataset; // what is pressed now would be done to the page that goes
  document.addEventListener("acts:answered", () => {
    while (waiting.length && !document.body.hasAttribute("data-acting")) {
      const key = waiting.shift();
      if (going() || document.querySelector("dialog[open]")) waiting.length = 0;
      else run(key);
      if (document.activeElement?.matches(TYPES)) waiting.length = 0; // the rest was typed, not pressed
    }
  });

  /* ---- when a key is meant for the page */

  const TYPES = "input, textarea, select, [contenteditable]";
  document.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a word: it must claim and save nothing.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const at = document.activeElement;
    if (at?.matches(TYPES)) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    // A button or a link that somebody has moved to takes its own Enter and space.
    if ((event.key === "Enter" || event.key === " ") && at?.matches("button, a, summary, [role=slider]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (waiting.length || (!ANYTIME.has(key) && (going() || document.body.hasAttribute("data-acting")))) {
      if (!/^[0-9]$/.test(key) && !ACTS[key]) return;
      if (!going()) waiting.push(key);
      return event.preventDefault();
    }
    if (run(key)) event.preventDefault();
  });

  /* ---- after a page, or a part of one, has come */

  const arrived = () => {
    const main = byId("main");
    if (main && "play" in main.dataset) {
      delete main.dataset.play;
      // Once: whoever loads the page again has not asked to hear it again.
      const address = new URL(location);
      address.searchParams.delete("play");
      history.replaceState(history.state, "", address);
      play();
    }
    const undone = byId("undone");
    if (undone && !undone.dataset.timed) {
      undone.dataset.timed = "yes";
      setTimeout(() => undone.remove(), UNDO_FOR);
    }
  };
  document.addEventListener("htmx:afterSettle", () => {
    if (playWhenClaimed && !byId("act-claim") && byId("act-release")) {
      playWhenClaimed = false;
      play();
    }
    arrived();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#keys-show")) byId("keys").showModal();
  });
  const show = byId("keys-show");
  if (show) show.hidden = false;
  document.addEventListener("DOMContentLoaded", arrived); // by then player.js has made the players ready
})();
