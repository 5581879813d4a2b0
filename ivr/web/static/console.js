/* What the pages do beyond plain forms: one thing after the other, the queue kept still under the hand, and saying so
   when the connection is lost. Everything works without it. */
"use strict";

(() => {
  const lost = document.getElementById("lost");

  /* ---- one thing after the other: what somebody pressed comes before what the page asks for by itself */

  const acts = new Set(); // what was pressed and is not answered yet
  const questions = new Set(); // the page's own
  const late = new WeakSet(); // answers that came too late
  let missed = false; // an answer was not put in place, or something was heard while one was on its way
  let crossed = false; // answers passed each other: what stands there may be the older one
  let down = null; // what the pointer holds pressed

  const own = ({ requestConfig, target }) => requestConfig.verb === "get" && requestConfig.elt === target;
  /** A part that somebody has under his hand is not taken away: his click would go nowhere, his words would be gone. */
  const inHand = (part) => {
    const busy = document.activeElement;
    const writing = part.id === "head" && busy?.matches("input:not([type=hidden])") && part.contains(busy);
    // What comes for the head brings the acts under the note along.
    const held = down && (part.contains(down) || (part.id === "head" && down.closest?.("#say")));
    return acts.size > 0 || held || writing;
  };
  /** Once nothing is in the way any more, what was missed is asked for. */
  const catchUp = () => {
    if (!missed || acts.size || questions.size || document.body.dataset.leaving) return;
    missed = false;
    document.dispatchEvent(new CustomEvent("live:look"));
  };
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const { xhr, requestConfig } = detail;
    const among = own(detail) ? questions : acts;
    if (among === acts) crossed ||= acts.size > 0;
    among.add(xhr);
    document.body.toggleAttribute("data-acting", acts.size > 0);
    const box = requestConfig.elt.id === "say-form" && document.querySelector("#say textarea");
    const said = box && box.value;
    // An event of htmx would be lost with a form that has left the page meanwhile.
    xhr.addEventListener("loadend", () => {
      among.delete(xhr);
      const leads = xhr.getResponseHeader("HX-Redirect");
      if (leads && !late.has(xhr)) leave();
      // The note was taken: its box, which otherwise outlives every swap, is for the next one, and what of that is typed.
      if (box && !leads && xhr.status >= 200 && xhr.status < 400 && box.value.startsWith(said)) {
        box.value = box.value.slice(said.length).trimStart();
      }
      if (crossed && !acts.size) missed = true;
      document.body.toggleAttribute("data-acting", acts.size > 0);
      if (among === acts && !acts.size) document.dispatchEvent(new CustomEvent("acts:answered"));
      catchUp();
    });
  });
  // What is heard while a question is on its way may have come too late for its answer.
  document.addEventListener("live", () => (missed ||= acts.size + questions.size > 0), true);
  document.addEventListener("pointerdown", (event) => (down = event.target), true);
  for (const up of ["pointerup", "pointercancel"]) {
    const release = () => {
      down = null;
      catchUp();
    };
    document.addEventListener(up, () => setTimeout(release), true); // the click comes first
  }
  document.addEventListener("focusout", () => setTimeout(catchUp));

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.id !== "head" || detail.verb !== "get") return;
    const [path, query] = detail.path.split("?");
    const asked = new URLSearchParams(query);
    // Acts bring no messages: what the page has of them, it says itself.
    const known = [...document.querySelectorAll("#messages > .message")].map((one) => Number(one.id.replace(/\D/g, "")));
    const last = Math.max(0, ...known);
    // What an act brought has seen a message that the page has not.
    if (crossed || last < Number(asked.get("last"))) asked.delete("seen");
    asked.set("last", String(last));
    if (document.getElementById("rung")) asked.set("rung", ""); // it said that the telephone is about to ring
    crossed = false;
    detail.path = `${path}?${asked}`;
  });
  window.htmx?.defineExtension("in-order", {
    /** An answer for a page that somebody has left for another, or for a part that is newer by now, comes too late. */
    onEvent: (name, { detail }) => {
      if (name !== "htmx:beforeOnLoad") return true;
      const { elt } = detail.requestConfig;
      const page = elt.closest("main");
      if (own(detail) ? elt.isConnected : !page || page.isConnected) return true;
      crossed = missed = true;
      late.add(detail.xhr);
      return false;
    },
  });

  /** What is open or typed in a part outlives its being brought up to date. */
  let kept = null;
  const keep = (part) => {
    const typed = [...part.querySelectorAll("input[id]:not([type=hidden])")].filter((one) => one.value !== one.defaultValue);
    const open = [...part.querySelectorAll("details[id][open]")];
    kept = { typed: typed.map((one) => [one.id, one.value]), open: open.map((one) => one.id) };
  };
  document.addEventListener("htmx:afterSwap", () => {
    if (!kept) return;
    const { typed, open } = kept;
    kept = null;
    for (const [id, value] of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
    for (const id of open) document.getElementById(id)?.toggleAttribute("open", true);
  });

  /* ---- on the way to another page: pressed twice is sent once */

  const GIVEN_UP = 10_000; // milliseconds after which somebody has stopped it, and may press again
  let sent = null;
  let going = 0;
  const stay = () => {
    sent = null;
    delete document.body.dataset.leaving;
    catchUp();
  };
  const leave = () => {
    document.body.dataset.leaving = "yes";
    clearTimeout(going);
    going = setTimeout(stay, GIVEN_UP);
  };
  window.addEventListener("pageshow", (event) => event.persisted && stay());
  /** A form that leaves the page is sent once it is known that somebody answers; until then what was typed stays here. */
  const answered = new WeakSet();
  const knock = async (form, submitter) => {
    forget();
    const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(GIVEN_UP) };
    const there = await fetch("/healthz", asked).then((answer) => answer.ok, () => false);
    if (!there) {
      stay();
      lost.dataset.by = "act";
      return tell(lost.dataset.unsent);
    }
    if (!form.isConnected) document.body.append(Object.assign(form, { hidden: true })); // the page was brought up to date
    answered.add(form);
    form.requestSubmit(submitter);
  };
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method === "dialog") return;
    const leaves = !form.matches("[data-stays]");
    if (lost && form.method === "post" && !answered.delete(form)) {
      event.preventDefault();
      if (submitter && submitter === sent) return;
      knock(form, submitter);
    }
    if (!leaves) return;
    sent = submitter;
    leave();
  });
  window.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!link.target && !link.hasAttribute("download") && !link.getAttribute("href").startsWith("#")) leave();
  });

  /* ---- the queue: what comes in above never moves the row under the hand */

  let held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    if (own(event.detail) && event.detail.shouldSwap) {
      if (inHand(target)) {
        event.detail.shouldSwap = false;
        missed = true;
        return;
      }
      keep(target);
    }
    const queue = document.getElementById("queue");
    if (!queue) return;
    const row = queue.querySelector(".row:hover") ?? queue.querySelector(".row[aria-current]");
    held = row && { id: row.id, top: row.getBoundingClientRect().top };
  });
  /** The title begins with how much there is to do, whatever page of the desk it is. */
  const count = () => {
    const rows = document.getElementById("queue-rows");
    if (!rows) return;
    const number = Number(rows.dataset.count);
    document.title = (number ? `(${number}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  };
  document.addEventListener("htmx:afterSettle", () => {
    count();
    const row = held && document.getElementById(held.id);
    if (row) document.getElementById("queue").scrollTop += row.getBoundingClientRect().top - held.top;
    held = null;
  });

  /* ---- requests: a page nobody looks at asks for nothing */

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    // But the count in its title is true, and something new is heard.
    const counts = elt.id === "queue-rows" && requestConfig.triggeringEvent?.type === "live";
    if (document.hidden && requestConfig.verb === "get" && !counts) event.preventDefault();
  });
  const tell = (words) => {
    lost.textContent = words;
    lost.hidden = !words;
  };
  const forget = () => {
    if (lost.dataset.by !== "act") return;
    delete lost.dataset.by;
    tell("");
  };
  /** An act that failed stays told until somebody presses again: that the page catches up does not do it, and is told. */
  const trouble = (event, words) => {
    const act = event.detail.requestConfig.verb !== "get";
    if (!act && lost.dataset.by === "act") return;
    if (act) lost.dataset.by = "act";
    tell(act ? words : lost.dataset.lost);
  };
  document.addEventListener("htmx:sendError", (event) => trouble(event, lost.dataset.unsent));
  document.addEventListener("htmx:responseError", (event) => {
    trouble(event, event.detail.xhr.status === 413 ? lost.dataset.much : lost.dataset.failed);
  });
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.requestConfig.verb !== "get") forget();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    if (lost.dataset.by !== "act") tell("");
    else if (lost.textContent === lost.dataset.unsent) tell(lost.dataset.back);
  });

  /* ---- light or dark, and whether the telephone rings: nothing on the page gives way for that */

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter: button } = event;
    if (!form.matches("[data-in-place]") || !button || !lost) return;
    event.preventDefault();
    const fields = new FormData(form, button);
    const answer = await fetch(form.action, { method: "POST", body: fields, redirect: "manual" }).catch(() => null);
    if (answer?.type !== "opaqueredirect") return tell(lost.dataset.failed);
    tell("");
    for (const one of form.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
    if (button.name !== "theme") return;
    document.documentElement.dataset.theme = button.value;
    const scheme = document.querySelector("meta[name=color-scheme]");
    scheme.content = button.value === "system" ? "light dark" : button.value;
  });

  document.addEventListener("change", (event) => event.target.closest("[data-choose]")?.requestSubmit());

  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* ---- signed out in mid-sentence: what was typed goes along to the sign-in page, and comes back from it */

  const written = (form) =>
    [...form.elements].some((one) => one.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])") && one.value.trim() && one.value !== one.defaultValue);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Redirect")?.startsWith("/sign-in")) return;
    const { verb, path, formData } = event.detail.requestConfig;
    const open = [...document.forms].find((form) => form.method === "post" && written(form));
    if (verb !== "post" && !open) return;
    const going = document.createElement("form");
    going.method = "post";
    going.action = "/sign-in/kept";
    const carry = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden";
      Object.assign(field, { name, value });
      going.append(field);
    };
    for (const [name, value] of verb === "post" ? formData : new FormData(open)) carry(name, value);
    carry("_action", verb === "post" ? path : open.getAttribute("action"));
    carry("_page", location.pathname + location.search);
    event.preventDefault();
    document.body.append(going);
    going.submit();
  });

  /* ---- the menu closes like a menu */

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(":is(.menu, .manage)[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(":is(.menu, .manage)[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
