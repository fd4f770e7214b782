import { ago, agoInWords, full } from './time';

/** `<time data-relative datetime="ISO or ms">` shows how long ago, and moves; with `="words"` for a sentence. */
export function watchTimes(): void {
  const update = (): void => {
    if (document.hidden) return;
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
      const raw = time.getAttribute('datetime') ?? '';
      const at = /^\d+$/.test(raw) ? Number(raw) : Date.parse(raw);
      if (Number.isNaN(at)) continue;
      const text = time.dataset.relative === 'words' ? agoInWords(at) : ago(at);
      if (time.textContent !== text) time.textContent = text;
      if (!time.title) time.title = full(at);
      if (raw === String(at)) time.setAttribute('datetime', new Date(at).toISOString());
    }
  };
  update();
  setInterval(update, 20_000);
  document.addEventListener('visibilitychange', update);
  document.addEventListener('htmx:after:settle', update);
}
