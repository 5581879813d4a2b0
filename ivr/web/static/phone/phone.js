/* The telephone page: dials over a WebSocket to the gateway, and writes down what is said and what happens behind it. */

import { Ear, listen, read, speak } from "./sound.js";

const at = (id) => document.getElementById(id);
const words = at("main").dataset;
const form = at("phone-form");
const keys = [...form.querySelectorAll("[data-key]")];
const MOST = 400; // webhooks that are shown

let call = null; // the one that is up

const trouble = (told) => {
  at("phone-trouble").querySelector("span").textContent = told;
  at("phone-trouble").hidden = !told;
};
const state = (key) => (at("phone-state").textContent = words[key] ?? "");

/* ---- what is said, and what happens behind it */

const clock = (moment) => moment.toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
const line = (kind, text) => {
  const row = document.createElement("li");
  const time = document.createElement("time");
  const told = document.createElement("p");
  row.className = kind;
  time.textContent = clock(call.now());
  told.textContent = text;
  row.append(time, told);
  at("phone-talk").append(row);
  row.scrollIntoView({ block: "nearest" });
  return told;
};
const key = (pressed) => {
  const told = line("pressed", "");
  const cap = document.createElement("kbd");
  const unseen = document.createElement("span");
  unseen.className = "unseen";
  unseen.textContent = words.pressed;
  cap.textContent = pressed;
  told.append(unseen, cap);
};
const clips = new Map();
/** What is heard there: the words of a clip, and of the tone of the line a note. */
const wordsOf = (url) => {
  if (!new URL(url, location.href).pathname.startsWith("/clips/")) return "♪";
  const name = url.split("/").at(-1).replace(/\.wav$/, "");
  if (!clips.has(name)) {
    const asked = fetch(words.clips.replace("NAME", encodeURIComponent(name)));
    clips.set(name, asked.then((answer) => (answer.ok ? answer.text() : "")).catch(() => ""));
  }
  return clips.get(name);
};

/** Clips of one utterance stand in one line, each as it begins. */
let utterance = null;
const heard = async (told) => {
  if (told.kind === "beep") call.ear.tone(1000, 0.3);
  if (told.kind === "ringing") call.ear.tone(450, 1, true);
  if (told.kind !== "words" && told.kind !== "clip") return;
  utterance ??= line("said", "");
  const mine = utterance;
  const part = document.createElement("span");
  mine.append(part);
  part.textContent = told.words ?? (await wordsOf(told.clip));
  at("phone-says").textContent = part.textContent;
  mine.closest("li").scrollIntoView({ block: "nearest" });
};

const indented = (xml) => {
  let depth = 0;
  const rows = xml.replace(/<\?xml[^>]*>\s*/, "").replace(/>\s*</g, ">\n<").split("\n");
  return rows
    .map((row) => {
      if (/^<\//.test(row)) depth -= 1;
      const shown = "  ".repeat(Math.max(0, depth)) + row;
      if (/^<[^/?!][^>]*[^/]>$/.test(row) && !row.includes("</")) depth += 1;
      return shown;
    })
    .join("\n");
};
const block = (title, text) => {
  const box = document.createElement("div");
  const head = document.createElement("h3");
  const body = document.createElement("pre");
  head.textContent = title;
  body.textContent = text;
  body.tabIndex = 0;
  box.append(head, body);
  return box;
};
const webhook = (told) => {
  const row = document.createElement("li");
  const box = document.createElement("details");
  const head = document.createElement("summary");
  const part = (kind, text) => {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    head.append(span);
  };
  part("method", told.method);
  part("path", told.url);
  part(told.status >= 200 && told.status < 400 ? "fine" : "bad", told.status ?? words.noAnswer);
  part("took", `${Math.round(told.seconds * 1000)} ms`);
  const fields = Object.entries(told.form).map(([name, value]) => `${name}: ${value}`);
  box.append(head, block(words.posted, fields.join("\n")));
  if (told.body) box.append(block(words.answered, indented(told.body)));
  box.open = /<(Gather|Record|Dial|Enqueue)/.test(told.body ?? "");
  row.append(box);
  at("phone-nothing").hidden = true;
  at("phone-behind").append(row);
  while (at("phone-behind").childElementCount > MOST) at("phone-behind").firstElementChild.remove();
  if (box.open) for (const other of at("phone-behind").querySelectorAll("details[open]")) other.open = other === box;
  row.scrollIntoView({ block: "nearest" });
};

/* ---- one call */

class Call {
  #socket;
  #ended = false;
  #hush = () => {}; // ends what is being spoken

  constructor(socket, context, pretended) {
    this.#socket = socket;
    this.context = context;
    this.ear = new Ear(context);
    this.away = pretended ? pretended - Date.now() : 0; // between the pretended time and this machine's
    this.recording = false;
    this.told = null; // the file that is to be spoken
    this.mute = () => {}; // ends the microphone
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.#take(JSON.parse(data)) : this.ear.hears(data));
    socket.onclose = () => this.#ended || this.over(words.lost);
    this.ticking = setInterval(() => (at("phone-clock").textContent = clock(this.now())), 250);
  }

  now() {
    return new Date(Date.now() + this.away);
  }

  tell(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  press(pressed) {
    this.tell({ type: "key", key: pressed });
    this.ear.tone(600 + 20 * pressed.charCodeAt(0), 0.1);
    utterance = null;
    key(pressed);
  }

  says(bytes) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
    if (at("phone-level").hidden) return;
    const samples = new Int16Array(bytes);
    at("phone-level").value = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length) / 8000;
  }

  over(told = "") {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.ticking);
    this.#hush();
    this.mute();
    this.ear.stop();
    trouble(told);
    state("stateEnded");
    line("event", words.stateEnded);
    this.#socket.close();
    this.context.close();
    call = null;
    idle(true);
  }

  #take(told) {
    switch (told.type) {
      case "answered":
        state("stateUp");
        break;
      case "heard":
        heard(told);
        break;
      case "stop":
        this.ear.stop();
        utterance = null;
        break;
      case "listen":
        this.#listen(told.to);
        break;
      case "webhook":
        webhook(told);
        break;
      case "ended":
        this.over();
        break;
      case "error":
        trouble(told.message);
        break;
    }
  }

  #listen(to) {
    state({ prompt: "stateUp", keys: "stateKeys", speech: "stateSpeech", queue: "stateQueue", talk: "stateTalk" }[to] ?? "stateUp");
    if (to !== "prompt") utterance = null;
    at("phone-state").classList.toggle("recording", to === "speech");
    this.#hush();
    if (to !== "speech" || !this.told) return;
    words.spoken = "";
    line("spoke", words.spoke + this.told.name);
    this.#hush = speak(this.told.samples, (bytes) => this.says(bytes), () => (words.spoken = "whole"));
  }
}

const idle = (is) => {
  for (const each of keys) each.disabled = is;
  at("phone-call").hidden = !is;
  at("phone-hangup").hidden = is;
  for (const each of form.querySelectorAll(".lines input, .at input, .at button, #phone-from")) each.disabled = !is;
};

const pretended = () => {
  const [day, time] = [at("phone-day")?.value, at("phone-time")?.value];
  return day && time ? `${day}T${time}:00+08:00` : null;
};

/** Who speaks: a file, the microphone, or nobody. Answers false, with the reason told, where that cannot be. */
const voice = async (line) => {
  const way = form.elements.voice.value;
  const file = at("phone-file").files[0];
  try {
    if (way === "file" && file) line.told = { name: file.name, samples: await read(line.context, file) };
    if (way === "mic") line.mute = await listen(line.context, words.mouth, (bytes) => line.says(bytes));
    return true;
  } catch {
    trouble(way === "mic" ? words.noMic : words.noFile);
    return false;
  }
};

const dial = async () => {
  trouble("");
  const context = new AudioContext();
  context.resume();
  const answer = await fetch(words.ticket, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return trouble(words.refused);
  const { url, ticket } = await answer.json();
  const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`);
  const open = await new Promise((done) => {
    socket.onopen = () => done(true);
    socket.onerror = socket.onclose = () => done(false);
  });
  if (!open) return trouble(words.refused);
  const when = pretended();
  for (const list of ["phone-talk", "phone-behind"]) at(list).replaceChildren();
  at("phone-none").hidden = true;
  utterance = null;
  call = new Call(socket, context, when && Date.parse(when));
  const mine = call;
  idle(false);
  state("stateCalling");
  if (!(await voice(mine))) return mine.over(at("phone-trouble").querySelector("span").textContent);
  mine.tell({ type: "dial", from: at("phone-from").value, to: form.elements.to.value, at: when, watch: true });
};

/* ---- the hand */

let dialling = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (call || dialling) return;
  dialling = true;
  await dial();
  dialling = false;
});
at("phone-hangup").addEventListener("click", () => {
  call?.tell({ type: "hangup" });
});
for (const each of keys) each.addEventListener("click", () => call?.press(each.dataset.key));
document.addEventListener("keydown", (event) => {
  if (!call || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (document.activeElement?.matches("input:not([type=radio])")) return;
  if (!/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  call.press(event.key);
});
for (const each of form.querySelectorAll("[data-moment]")) {
  each.addEventListener("click", () => {
    [at("phone-day").value, at("phone-time").value] = each.dataset.moment ? each.dataset.moment.split("T") : ["", ""];
  });
}
form.addEventListener("change", () => {
  const way = form.elements.voice.value;
  at("phone-file").hidden = way !== "file";
  at("phone-level").hidden = way !== "mic";
});
