import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';

let audio: AudioContext | undefined;

/** Two soft tones; made here, so that no host has to allow a media file. */
function chime(): void {
  audio ??= new AudioContext();
  const { currentTime: now, destination } = audio;
  [660, 880].forEach((tone, i) => {
    const source = audio!.createOscillator();
    const gain = audio!.createGain();
    const at = now + i * 0.12;
    source.frequency.value = tone;
    gain.gain.setValueAtTime(0.12, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    source.connect(gain).connect(destination);
    source.start(at);
    source.stop(at + 0.4);
  });
}

/** One sound for all tabs: the first that can play claims the message's number.
 * Tabs in the background wait a little, so that the one in front comes first. */
export function ring(ctx: Ctx, number: number): void {
  const can = (navigator as any).userActivation?.hasBeenActive ?? true;
  if (!can || ctx.get().mute) return;
  const claim = () => {
    if (ctx.get().rang! >= number) return;
    ctx.put({ rang: number });
    try {
      chime();
    } catch {
      // no sound here
    }
    // The lock is kept until other tabs see what is stored.
    return new Promise((free) => setTimeout(free, 250));
  };
  setTimeout(
    () => {
      navigator.locks?.request('leadbell:' + ctx.cfg.site, claim).catch(claim) ?? claim();
    },
    doc('hidden') ? 250 : 0,
  );
}

let badge = '';

/** "(2) Title" while the tab is in the background; what the host itself writes in
 * its title stays as it is. */
export function titleBadge(count: number): void {
  const title: string = doc('title');
  const bare = badge && title.startsWith(badge) ? title.slice(badge.length) : title;
  badge = count && doc('hidden') ? `(${count}) ` : '';
  if (title != badge + bare) Reflect.set(Document.prototype, 'title', badge + bare, document);
}
