/* Audio fetched ahead of the key that plays it. What the browser keeps is shut; whoever plays it asks for what opens it,
   and that is the listen that the server writes down. Where any of it fails, the audio is fetched as it is played. */
"use strict";

window.ahead = (() => {
  const NONCE = 12; // bytes before the encrypted audio
  const asked = new Set();

  /** The first message of the page, unless it plays already, and of what comes after it. */
  const look = () => {
    if (document.hidden || !window.crypto.subtle) return;
    const here = document.querySelector(".player[data-ahead]:not([data-started])");
    const next = document.querySelector("[data-ahead]:not(.player)");
    for (const { ahead } of [here, next].flatMap((one) => (one ? [one.dataset] : []))) {
      if (asked.has(ahead)) continue;
      asked.add(ahead);
      // Read to its end, or the browser would not keep it.
      fetch(ahead, { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => asked.delete(ahead));
    }
  };
  window.addEventListener("load", look);
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("visibilitychange", look);

  const unlock = async (held, hex) => {
    const raw = Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: held.slice(0, NONCE) }, key, held.slice(NONCE));
  };

  const opened = new Map(); // by the audio element, so that what was heard does not stay in memory
  const forget = () => {
    for (const [audio, address] of opened) {
      if (audio.isConnected) continue;
      URL.revokeObjectURL(address);
      opened.delete(audio);
    }
  };

  /** Puts what was fetched ahead into the player, and says nothing where that cannot be. */
  const open = async (box, audio) => {
    if ("started" in box.dataset) return;
    box.dataset.started = "yes";
    const { ahead, opens } = box.dataset;
    if (!ahead || !window.crypto.subtle) return;
    try {
      // What is on its way is waited for, what is not there yet is fetched: either way nothing is fetched twice.
      const held = await fetch(ahead, { cache: "force-cache" });
      if (!held.ok) return;
      const body = new URLSearchParams({ csrf_token: box.querySelector("[name=csrf_token]").value });
      const answer = await fetch(opens, { method: "POST", body });
      if (!answer.ok || answer.redirected) return;
      const heard = await unlock(await held.arrayBuffer(), await answer.text());
      forget();
      opened.set(audio, (audio.src = URL.createObjectURL(new Blob([heard]))));
    } catch {
      // The address that was there before plays it.
    }
  };

  return { open };
})();
