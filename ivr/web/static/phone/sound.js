/* The ear and the mouth of a telephone: 8 kHz samples in and out, tones of its own. */

const RATE = 8000;
const CHUNK = RATE / 10; // a file is spoken a tenth of a second at a time

export class Ear {
  #context;
  #until = 0;
  #playing = new Set();

  constructor(context) {
    this.#context = context;
  }

  /** Samples that follow what is still being heard. */
  hears(bytes) {
    const samples = new Int16Array(bytes);
    if (!samples.length) return;
    const buffer = this.#context.createBuffer(1, samples.length, RATE);
    const values = buffer.getChannelData(0);
    for (let place = 0; place < samples.length; place += 1) values[place] = samples[place] / 32768;
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    const from = Math.max(this.#context.currentTime, this.#until);
    this.#until = from + buffer.duration;
    this.#start(source, source, from);
  }

  /** A tone of so many hertz; `again` makes it sound for a second in five until it is stopped. */
  tone(hertz, seconds, again = false) {
    const volume = new GainNode(this.#context, { gain: 0 });
    const source = new OscillatorNode(this.#context, { frequency: hertz });
    const from = this.#context.currentTime;
    for (let time = from; time < from + (again ? 60 : 1); time += 5) {
      volume.gain.setValueAtTime(0.15, time);
      volume.gain.setValueAtTime(0, time + seconds);
    }
    source.connect(volume);
    this.#start(source, volume, from);
    if (!again) source.stop(from + seconds);
  }

  stop() {
    for (const source of this.#playing) source.stop();
    this.#playing.clear();
    this.#until = 0;
  }

  #start(source, last, from) {
    last.connect(this.#context.destination);
    this.#playing.add(source);
    source.addEventListener("ended", () => this.#playing.delete(source));
    source.start(from);
  }
}

/** What the microphone hears goes to `says`, frame by frame; answers what ends it. Fails where it is not allowed. */
export const listen = async (context, mouth, says) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  await context.audioWorklet.addModule(mouth);
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
  const narrow = () => new BiquadFilterNode(context, { type: "lowpass", frequency: 3400 });
  const worklet = new AudioWorkletNode(context, "mouth", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  source.connect(narrow()).connect(narrow()).connect(worklet);
  worklet.port.onmessage = (event) => says(event.data);
  return () => {
    source.disconnect();
    for (const track of stream.getTracks()) track.stop();
  };
};

/** The samples of a file, whatever its rate and form. Fails for one that is no sound. */
export const read = async (context, file) => {
  const decoded = await context.decodeAudioData(await file.arrayBuffer());
  const narrow = new OfflineAudioContext(1, Math.max(1, Math.ceil(decoded.duration * RATE)), RATE);
  const source = new AudioBufferSourceNode(narrow, { buffer: decoded });
  source.connect(narrow.destination);
  source.start();
  const values = (await narrow.startRendering()).getChannelData(0);
  return Int16Array.from(values, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32767));
};

/** Speaks samples in real time; answers what breaks it off. */
export const speak = (samples, says, done) => {
  const began = performance.now();
  let place = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * RATE;
    while (place < due && place < samples.length) {
      says(samples.slice(place, place + CHUNK).buffer);
      place += CHUNK;
    }
    if (place < samples.length) return;
    clearInterval(timer);
    done();
  }, 50);
  return () => clearInterval(timer);
};
