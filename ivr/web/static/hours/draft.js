/* The editor: the text is the one thing; the form changes it, and at every pause in typing the server says what it
   would do. Answers that come late never overwrite what was typed since, and what was typed is kept on this machine
   until it is published. */
"use strict";

(() => {
  const main = document.getElementById("main");
  const text = document.getElementById("draft-text");
  const form = document.getElementById("draft-form");
  if (!text) return;
  const words = main.dataset;
  const at = (id) => document.getElementById(id);
  const base = words.base;
  const LARGEST = 16 * 1024 * 1024; // bytes of a form, in which a Chinese character takes nine
  const PAUSE = 400;

  /* ---- what was typed outlives the page */

  const mine = `ivr.draft.${words.person}.`; // another person at this machine has drafts of his own
  const key = (number) => mine + number;
  const kept = (number) => {
    try {
      return JSON.parse(localStorage.getItem(key(number)));
    } catch {
      return null;
    }
  };
  const keep = () => {
    try {
      if (text.value === began) localStorage.removeItem(key(base));
      else localStorage.setItem(key(base), JSON.stringify({ text: text.value, at: Date.now() }));
    } catch {
      // A full or forbidden store: the page itself still holds it.
    }
    at("draft-reset").hidden = text.value === began;
  };
  const forget = (number) => {
    try {
      localStorage.removeItem(key(number));
    } catch {
      // Nothing was kept then.
    }
  };
  const began = JSON.parse(at("draft-began").textContent);
  if (words.left) forget(words.left);

  /* ---- asking the server: one thing at a time, the form's acts in their order, the newest look only */

  let revision = 0; // of the text, by hand or by form
  let asking = null; // the look under way
  let acting = Promise.resolve(); // the form's acts, one after the other
  let pending = 0;

  const trouble = (told, signIn = false) => {
    const box = at("draft-trouble");
    box.hidden = !told;
    box.querySelector("span").textContent = told;
    const link = box.querySelector("a");
    link.hidden = !signIn;
    link.href = words.signIn;
  };

  const ask = async (address, fields, signal) => {
    fields.set("text", text.value);
    fields.set("base", base);
    fields.set("csrf_token", document.querySelector("#draft [name=csrf_token]").value);
    if (text.value.length > LARGEST / 9) return trouble(words.large), null;
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "HX-Request": "true" },
        signal,
      });
    } catch (problem) {
      if (problem.name !== "AbortError") trouble(words.lost);
      return null;
    }
    // A session that ran out is sent to sign in; one that is gone altogether is refused for its form.
    if (answer.headers.get("HX-Redirect") || answer.status === 400) return trouble(words.expired, true), null;
    if (answer.status === 413) return trouble(words.large), null;
    if (!answer.ok) return trouble(words.failed), null;
    trouble("");
    return answer;
  };

  const look = async () => {
    asking?.abort();
    const stop = (asking = new AbortController());
    const asked = revision;
    const answer = await ask(words.look, new FormData(), stop.signal);
    if (!answer || asked !== revision) return;
    const told = await answer.json();
    if (asked === revision) show(told);
  };

  const act = (fields) => {
    pending += 1;
    clearTimeout(timer);
    acting = acting.then(async () => {
      asking?.abort();
      for (let tries = 0; tries < 3; tries += 1) {
        const asked = revision;
        const answer = await ask(words.edit, fields);
        const told = answer && (await answer.json());
        if (told && asked !== revision) continue; // typed in the meantime: once more, on the newer text
        pending -= 1;
        if (!told) return;
        if (told.text !== null && told.text !== text.value) replace(told.text);
        show(told);
        return;
      }
      pending -= 1;
      look();
    });
  };

  /* ---- showing the answer, with hand and eye where they were */

  const show = (told) => {
    const refused = at("draft-refused");
    refused.textContent = told.refused;
    refused.hidden = !told.refused;
    at("draft-waits").hidden = told.form !== null;
    form.inert = told.form === null;
    form.classList.toggle("waits", told.form === null);
    later = null;
    if (told.form !== null && !pending) {
      if (inHand()) later = told.form;
      else redraw(told.form);
    }
    at("draft-state").innerHTML = told.state;
    at("draft-problems").innerHTML = told.problems;
    at("draft-outcome").innerHTML = told.outcome;
    marks = told.marks;
    number();
  };

  /* A field that is being typed in, or a button that is pressed down, is not taken from under the hand. */
  let typing = null;
  let down = false;
  let later = null; // the form as it is to be drawn then
  const inHand = () => down || (typing?.isConnected && typing === document.activeElement);
  const release = () => {
    if (later === null || pending || inHand()) return;
    const html = later;
    later = null;
    redraw(html);
  };
  form.addEventListener("input", (event) => {
    typing = event.target.matches("textarea, input:not([type=checkbox], [type=radio])") ? event.target : null;
  });
  form.addEventListener("change", () => (typing = null));
  form.addEventListener("focusout", () => {
    typing = null;
    setTimeout(release);
  });
  form.addEventListener("pointerdown", () => (down = true));
  for (const up of ["pointerup", "pointercancel"]) {
    document.addEventListener(up, () => {
      setTimeout(() => {
        down = false; // the click comes first, and what it changes is asked about
        release();
      });
    });
  }

  const redraw = (html) => {
    const open = new Map([...form.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
    const held = form.contains(document.activeElement) ? document.activeElement.id : "";
    const typing = [...form.querySelectorAll(".by-hand input, .by-hand select")].map((one) => [one.id, one.value, one.checked]);
    const clear = form.dataset.added;
    delete form.dataset.added;
    form.innerHTML = html;
    for (const one of form.querySelectorAll("details[id]")) if (open.has(one.id)) one.open = open.get(one.id);
    for (const [id, value, checked] of typing) {
      const field = at(id);
      if (!field || (clear && id.startsWith(clear))) continue;
      if (field.type === "checkbox") field.checked = checked;
      else field.value = value;
    }
    if (clear) for (const one of form.querySelectorAll(`details[id="${clear}"]`)) one.open = false;
    if (held) (at(held) ?? form.querySelector("summary")).focus({ preventScroll: true });
    for (const one of form.querySelectorAll(".shift")) weekly(one);
  };

  const replace = (newer) => {
    // Only the part that differs, so that the place in the text and its scrolling stay.
    const older = text.value;
    let head = 0;
    while (head < older.length && head < newer.length && older[head] === newer[head]) head += 1;
    let tail = 0;
    while (tail < older.length - head && tail < newer.length - head && older.at(-1 - tail) === newer.at(-1 - tail)) tail += 1;
    text.setRangeText(newer.slice(head, newer.length - tail), head, older.length - tail, "preserve");
    revision += 1;
    keep();
    reveal(newer.slice(0, head).split("\n").length);
  };

  /* ---- line numbers, with a mark at lines there is something to say about */

  const gutter = at("draft-gutter");
  const HEIGHT = 20;
  let marks = JSON.parse(at("draft-marks").textContent);

  const number = () => {
    const lines = text.value.split("\n").length;
    while (gutter.childElementCount > lines) gutter.lastElementChild.remove();
    while (gutter.childElementCount < lines) {
      const line = document.createElement("span");
      line.textContent = String(gutter.childElementCount + 1);
      gutter.append(line);
    }
    for (const one of gutter.querySelectorAll("[class]")) {
      one.removeAttribute("class");
      one.removeAttribute("title");
    }
    for (const [line, kind, sentence] of [...marks].reverse()) {
      const one = gutter.children[line - 1];
      if (!one) continue;
      one.className = kind;
      one.title = sentence;
    }
    gutter.scrollTop = text.scrollTop;
  };
  const reveal = (line) => {
    const place = (line - 1) * HEIGHT;
    if (place < text.scrollTop || place > text.scrollTop + text.clientHeight - 3 * HEIGHT) {
      text.scrollTop = Math.max(0, place - text.clientHeight / 3);
    }
    const one = gutter.children[line - 1];
    if (!one) return;
    one.classList.add("touched");
    setTimeout(() => one.classList.remove("touched"), 1600);
  };
  const jump = (line) => {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollIntoView({ block: "nearest" });
    reveal(line);
  };
  text.addEventListener("scroll", () => (gutter.scrollTop = text.scrollTop));
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]");
    if (line) jump(Number(line.dataset.line));
  });

  /* ---- typing */

  let timer = 0;
  const typed = () => {
    revision += 1;
    asking?.abort();
    keep();
    number();
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  text.addEventListener("input", typed);

  form.addEventListener("change", (event) => {
    const part = event.target.closest("form");
    if (!part) return;
    if (part.classList.contains("shift")) weekly(part);
    if (event.target.name === "everybody" && event.target.checked) {
      for (const one of part.querySelectorAll("[name=hotlines]")) one.checked = false;
    } else if (event.target.name === "hotlines" && event.target.checked) {
      part.querySelector("[name=everybody]").checked = false;
    }
    pair(event.target, part);
    if (!part.classList.contains("by-hand")) act(new FormData(part));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const part = event.target;
    const fields = new FormData(part);
    if (event.submitter?.name) fields.append(event.submitter.name, event.submitter.value);
    const box = part.closest("details.new");
    form.dataset.added = part.classList.contains("by-hand") ? (box?.id ?? "hours-new") : "";
    act(fields);
  });
  const weekly = (part) => {
    const dated = part.querySelector("[name=days]").value === "dated";
    part.querySelector(".dated").hidden = !dated;
  };
  const pair = (field, part) => {
    // A reason that is known in one language is filled in in the other.
    if (field.name !== "zh" && field.name !== "en") return;
    const other = part.querySelector(`[name=${field.name === "zh" ? "en" : "zh"}]`);
    const known = [...at(`draft-reasons-${field.name}`).options].findIndex((one) => one.value === field.value.trim());
    if (known < 0) return;
    other.value = at(`draft-reasons-${other.name}`).options[known].value;
    other.addEventListener("focus", () => other.select(), { once: true }); // what is typed there replaces it
  };

  /* ---- what was kept comes back */

  const earlier = () => {
    // One that was begun before somebody else published is offered; the server then shows what came between.
    let found = null;
    try {
      for (const name of Object.keys(localStorage)) {
        const number = name.startsWith(mine) && name.slice(mine.length);
        const one = number && number !== base && kept(number);
        if (one && one.text === began) forget(number); // it was published, and its page gone before it could forget
        else if (one && (!found || one.at > found.at)) found = { ...one, number };
      }
    } catch {
      // Nothing can be kept in this browser.
    }
    return found;
  };
  const offer = (before) => {
    const box = at("draft-kept");
    box.hidden = false;
    at("draft-kept-when").textContent = new Date(before.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai" });
    const take = at("draft-kept-take");
    take.hidden = before.number === undefined;
    take.addEventListener("click", () => {
      // Taken over by the server, with a key of its own: what is typed here now keeps its own.
      const whole = at("draft");
      text.value = before.text;
      whole.elements.base.value = before.number;
      whole.action = words.again;
      whole.submit();
    });
    at("draft-kept-drop").addEventListener("click", () => {
      box.hidden = true;
      if (before.number !== undefined) return before.number === base || forget(before.number);
      text.value = began;
      typed();
    });
  };
  const early = text.value !== text.defaultValue; // typed before this script was there
  const same = kept(base);
  if (text.value === began && same && same.text !== began) {
    // Begun on what is in force still: it simply goes on.
    text.value = same.text;
    offer({ at: same.at });
    typed();
  } else {
    const over = early && same && same.text !== text.value && { ...same, number: base };
    keep();
    const before = over || (text.value === began && earlier());
    if (before) offer(before);
    if (early) typed();
  }

  const reset = at("draft-reset");
  const plain = reset.textContent;
  reset.addEventListener("click", () => {
    if (!reset.dataset.asked) {
      reset.dataset.asked = "1";
      reset.textContent = reset.dataset.sure;
      return;
    }
    text.value = began;
    typed();
  });
  reset.addEventListener("blur", () => {
    delete reset.dataset.asked;
    reset.textContent = plain;
  });
  at("draft-check").addEventListener("click", (event) => {
    event.preventDefault();
    look();
  });
  at("draft").addEventListener("submit", (event) => {
    if (pending) {
      // What was chosen in the form a moment ago is to be published too.
      event.preventDefault();
      acting.then(() => at("draft-trouble").hidden && at("draft").requestSubmit(event.submitter));
      return;
    }
    if (event.submitter?.id === "draft-publish" && text.value.length > LARGEST / 9) {
      event.preventDefault();
      trouble(words.large);
    }
  });

  /* ---- trying a call */

  const tried = at("draft-tried");
  const keys = at("try-keys");
  const again = at("try-again");
  const voice = new Audio();
  let playing = 0;
  let dialled = 0;

  const dial = async (play = false) => {
    stop();
    const mine = (dialled += 1);
    const fields = new FormData();
    for (const name of ["try-hotline", "try-day", "try-time", "try-keys"]) fields.set(name, at(name).value);
    const answer = await ask(at("try-dial").formAction, fields);
    if (!answer || mine !== dialled) return;
    const html = await answer.text();
    if (mine !== dialled) return;
    const known = tried.querySelectorAll(".talk .said").length;
    tried.innerHTML = html;
    again.hidden = !keys.value.trim();
    at("try-pad").hidden = false;
    const button = at("try-play");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => (playing ? stop() : speak(0)));
    }
    tried.querySelector(".talk .said:last-of-type")?.scrollIntoView({ block: "nearest" });
    if (play && button) speak(Math.max(0, Math.min(known, tried.querySelectorAll(".said").length - 1)));
  };
  const stop = () => {
    playing = 0;
    voice.pause();
    for (const one of tried.querySelectorAll(".lit")) one.classList.remove("lit");
    const button = at("try-play");
    if (!button) return;
    button.classList.remove("playing");
    button.querySelector("span").textContent = button.dataset.play;
  };
  const heard = (address) =>
    new Promise((done) => {
      voice.onended = voice.onerror = voice.onpause = () => done();
      voice.src = address;
      voice.play().catch(() => done());
    });
  const speak = async (from) => {
    const mine = (playing = Date.now() + Math.random());
    const button = at("try-play");
    button.classList.add("playing");
    button.querySelector("span").textContent = button.dataset.stop;
    for (const one of [...tried.querySelectorAll(".said")].slice(from)) {
      one.classList.add("lit");
      one.scrollIntoView({ block: "nearest" });
      let last = "";
      for (const address of one.dataset.urls.split(" ")) {
        if (playing !== mine) return;
        if (address && address !== last) await heard(address); // a tone that goes on is heard once
        last = address;
      }
      if (playing !== mine) return;
      one.classList.remove("lit");
    }
    if (playing === mine) stop();
  };
  at("try-dial").addEventListener("click", (event) => {
    event.preventDefault();
    dial();
  });
  for (const id of ["try-hotline", "try-day", "try-time", "try-keys"]) {
    at(id).addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      dial();
    });
  }
  at("try-pad").addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]");
    if (!button) return;
    keys.value = `${keys.value.trim()} ${button.dataset.key}`.trim();
    dial();
  });
  again.addEventListener("click", () => {
    keys.value = "";
    dial();
  });
  for (const button of document.querySelectorAll("[data-moment]")) {
    button.addEventListener("click", () => {
      [at("try-day").value, at("try-time").value] = button.dataset.moment.split("T");
      dial();
    });
  }

  form.hidden = false;
  main.classList.add("ours");
  for (const one of form.querySelectorAll(".shift")) weekly(one);
  at("try-pad").hidden = false;
  number();
})();
