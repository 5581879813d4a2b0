/* What happens is told as it happens: one stream for all tabs of a person where the browser can lend a lock, else one a
   tab. A page that has no stream asks every few seconds instead. */
"use strict";

(() => {
  const words = document.body.dataset;
  const lost = document.getElementById("lost");
  if (!words.live || !lost) return; // a card that stands alone has nothing that could change
  const ASK = 5_000; // milliseconds between two questions without a stream
  const AGAIN = 60_000; // until a stream that was refused is tried again
  const GATHER = 120; // changes that come together are asked for together
  const SILENT = 25_000; // the server says something every ten seconds
  const SLOW = 3_000; // a stream that is away for less is not worth a word

  /* ---- what the page does about it */

  let gathered = 0;
  let last = 0;
  const refs = new Set(); // of the tasks it is about; "" for all of them
  const look = (ref = "") => {
    refs.add(ref);
    gathered ||= setTimeout(() => {
      const open = document.getElementById("head")?.dataset.ref;
      const touched = refs.has("") || refs.has(open);
      gathered = 0;
      refs.clear();
      document.body.dispatchEvent(new CustomEvent("live"));
      if (open && touched) document.body.dispatchEvent(new CustomEvent("live-task"));
    }, GATHER);
  };
  document.addEventListener("visibilitychange", () => document.hidden || look());
  document.addEventListener("live:look", () => look()); // what the page could not put in place when it came
  const ARRIVED = new Set(["opened", "urged", "made-urgent", "lifted", "dispatched", "reopened", "back-in-queue"]);
  const hear = (told) => {
    if (told.what === "task") {
      if (told.id > last && !told.own && ARRIVED.has(told.kind)) document.dispatchEvent(new CustomEvent("live:arrived"));
      last = Math.max(last, told.id);
    }
    if (told.what === "up" || told.what === "down") standing(told.what === "up");
    else look(told.ref);
  };

  /* ---- a sound, for whoever wants one: two soft notes, made here */

  const KEPT = "ivr.sound";
  const bell = document.getElementById("sound");
  const wanted = () => {
    try {
      return localStorage[KEPT] !== "off";
    } catch {
      return true;
    }
  };
  const face = () => {
    bell.hidden = false;
    bell.setAttribute("aria-pressed", String(wanted()));
    bell.title = wanted() ? bell.dataset.on : bell.dataset.off;
    bell.setAttribute("aria-label", bell.title);
  };
  let sounds = null;
  const ring = () => {
    if (!wanted()) return;
    sounds ??= new AudioContext();
    sounds.resume();
    for (const [number, tone] of [659, 880].entries()) {
      const from = sounds.currentTime + number * 0.16;
      const source = new OscillatorNode(sounds, { frequency: tone });
      const volume = new GainNode(sounds, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.12, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
      source.connect(volume).connect(sounds.destination);
      source.start(from);
      source.stop(from + 0.32);
    }
  };
  if (bell) {
    face();
    bell.addEventListener("click", () => {
      try {
        localStorage[KEPT] = wanted() ? "off" : "on";
      } catch {
        return;
      }
      face();
      ring();
    });
    document.addEventListener("live:arrived", ring);
  }

  /* ---- with a stream, or without one */

  let asking = 0;
  let worry = 0;
  const standing = (up) => {
    clearInterval(asking);
    clearTimeout(worry);
    if (up) {
      if (lost.dataset.by === "live") {
        lost.hidden = true;
        delete lost.dataset.by;
      }
      return look(); // what happened before the stream began
    }
    asking = setInterval(() => look(), ASK);
  };
  const worried = () => {
    clearTimeout(worry);
    worry = setTimeout(() => {
      if (lost.dataset.by === "act") return; // that weighs more
      lost.textContent = lost.dataset.lost;
      lost.hidden = false;
      lost.dataset.by = "live";
    }, SLOW);
  };

  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`ivr-live-${words.person}`) : null;
  const tell = (told) => {
    hear(told);
    channel?.postMessage(told);
  };
  if (channel) channel.onmessage = (event) => (event.data.what === "who" ? leading && tell({ what: "up" }) : hear(event.data));

  const tab = (() => {
    try {
      return (sessionStorage["ivr.tab"] ??= crypto.getRandomValues(new Uint32Array(2)).join("-"));
    } catch {
      return Date.now();
    }
  })();

  let leading = false;
  let stream = null;
  let silent = 0;
  const open = () => {
    stream?.close();
    const mine = (stream = new EventSource(`${words.live}?tab=${tab}${last ? `&last=${last}` : ""}`));
    alive();
    mine.onopen = () => {
      leading = true;
      alive();
      tell({ what: "up" });
    };
    mine.onerror = () => {
      down();
      // Refused, or sent to sign in: the browser does not try again by itself.
      if (mine.readyState === EventSource.CLOSED) again(AGAIN);
    };
    const on = (name, act) =>
      mine.addEventListener(name, (event) => {
        alive();
        act(event);
      });
    on("task", (event) => tell({ what: "task", ...JSON.parse(event.data) }));
    on("all", () => tell({ what: "all" }));
    on("here", (event) => (last = Math.max(last, Number(event.lastEventId) || 0)));
    on("out", () => {
      mine.close();
      down();
      again(AGAIN);
      look(); // and so do the questions in between: they find out whether the session has ended
    });
  };
  const down = () => {
    leading = false;
    clearTimeout(silent);
    worried();
    tell({ what: "down" });
  };
  const again = (pause) => (silent = setTimeout(open, pause));
  /** A cable that was pulled says nothing at all: so does a stream that is silent for longer than it ever is. */
  const alive = () => {
    clearTimeout(silent);
    silent = setTimeout(() => {
      down();
      open();
    }, SILENT);
  };
  window.addEventListener("offline", () => stream && down());
  window.addEventListener("online", () => stream && open());
  standing(false);
  if (channel && navigator.locks) {
    channel.postMessage({ what: "who" });
    navigator.locks.request(`ivr-live-${words.person}`, () => {
      open();
      return new Promise(() => {}); // until this tab goes
    });
  } else open();
})();
