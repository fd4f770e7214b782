// The sounds, made here: no file to load.
import type { Sound } from './choices';

type Note = [after: number, pitch: number, to: number, lasts: number, loud: number, shape: OscillatorType];

const NOTES: Record<Exclude<Sound, 'none'>, Note[]> = {
  bell: [
    [0, 880, 880, 0.5, 0.12, 'sine'],
    [0.14, 1318.5, 1318.5, 0.5, 0.12, 'sine'],
  ],
  knock: [
    [0, 240, 110, 0.09, 0.3, 'triangle'],
    [0.16, 240, 110, 0.09, 0.3, 'triangle'],
  ],
  drops: [
    [0, 520, 1040, 0.16, 0.14, 'sine'],
    [0.13, 660, 1320, 0.16, 0.12, 'sine'],
    [0.26, 440, 880, 0.2, 0.12, 'sine'],
  ],
};

let audio: AudioContext | null = null;

/** Browsers give sound only after a gesture: made ready on the first one. */
export function readySound(): void {
  const ready = (): void => {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
  };
  addEventListener('pointerdown', ready, { passive: true });
  addEventListener('keydown', ready, { passive: true });
}

/** Whether the browser lets this page be heard already. */
export const canPlay = (): boolean => audio?.state === 'running';

export function play(sound: Sound): void {
  if (sound === 'none' || !audio || !canPlay()) return;
  const start = audio.currentTime;
  for (const [after, pitch, to, lasts, loud, shape] of NOTES[sound] ?? NOTES.bell) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.type = shape;
    tone.frequency.setValueAtTime(pitch, start + after);
    if (to !== pitch) tone.frequency.exponentialRampToValueAtTime(to, start + after + lasts);
    gain.gain.setValueAtTime(0.0001, start + after);
    gain.gain.exponentialRampToValueAtTime(loud, start + after + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + after + lasts);
    tone.connect(gain).connect(audio.destination);
    tone.start(start + after);
    tone.stop(start + after + lasts + 0.05);
  }
}
