import { doc } from './env';

/** Keeps the widget's element in the document and on top: as a child of `<html>`
 * (so it needs no `<body>` and survives a swap of it), in the top layer, and
 * inside a host's modal `<dialog>` while one is open, because all else is inert.
 * Returns what to call now and then, for changes that no event tells of. */
export function keep(host: HTMLElement): () => void {
  // Live: looking at it costs nothing while the page has no dialog.
  const dialogs = doc('getElementsByTagName')('dialog');
  const place = () => {
    let to = doc('documentElement');
    for (const dialog of dialogs) if (dialog.matches(':modal')) to = dialog;
    if (host.parentNode != to) {
      // Moved, a field keeps its focus. (A try would cost a millisecond where it throws.)
      if (host.isConnected && to.moveBefore) to.moveBefore(host, null);
      else to.append(host);
      host.popover = 'manual';
      host.hidePopover?.();
      host.showPopover?.();
    }
  };
  doc('addEventListener')('toggle', place, true);
  place();
  return place;
}
