let context: AudioContext | null = null;

/** Two soft notes, a fifth apart: 0.4 s. Browsers keep silent until the page was clicked once. */
export async function playTone(): Promise<void> {
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  const start = context.currentTime;
  for (const [index, hertz] of [587.33, 880].entries()) {
    const from = start + index * 0.14;
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.12, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.26);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.28);
  }
}
