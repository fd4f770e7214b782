import { doc } from './env';

/** Keeps the widget's element in the document and on top: as a child of `<html>`
 * (so it needs no `<body>` and survives a swap of it), in the top layer, and
 * inside a host's modal `<dialog>` while one is open, because all else is inert.
 * Returns what to call now and then, for changes that no observer is told of. */
export function keep(host: HTMLElement): () => void {
  const place = () => {
    let to = doc('documentElement');
    for (const dialog of doc('querySelectorAll')('dialog:modal')) to = dialog;
    if (host.parentNode != to) {
      try {
        to.moveBefore(host, null);
      } catch {
        // not connected yet, or an older browser
        to.append(host);
      }
      host.popover = 'manual';
      host.hidePopover?.();
      host.showPopover?.();
    }
  };
  new MutationObserver(place).observe(document, { subtree: true, attributeFilter: ['open'] });
  place();
  return place;
}
