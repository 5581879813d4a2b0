/* What the microphone hears, as a telephone hears it: 8 kHz, 16 bits, twenty milliseconds at a time. */
"use strict";

const RATE = 8000;
const FRAME = 160; // samples in twenty milliseconds

class Mouth extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.sum = 0; // of what was heard since the last sample
    this.count = 0;
    this.owed = 0; // of a sample
  }

  process([input]) {
    const heard = input[0];
    if (!heard) return true;
    const step = RATE / sampleRate;
    for (const value of heard) {
      this.sum += value;
      this.count += 1;
      this.owed += step;
      if (this.owed < 1) continue;
      this.owed -= 1;
      const sample = Math.max(-1, Math.min(1, this.sum / this.count));
      this.sum = this.count = 0;
      this.frame[this.filled++] = Math.round(sample * 32767);
      if (this.filled < FRAME) continue;
      this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
      this.frame = new Int16Array(FRAME);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("mouth", Mouth);
