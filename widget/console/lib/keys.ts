/** True where letters are text, not commands. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const plain = (event: KeyboardEvent): boolean => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);

/** j and k walk the page's list (Enter follows the link by itself); `data-key` names a button's key. */
export function watchKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !plain(event)) return;
    if (typing(event.target)) {
      if (event.key === 'Escape') (event.target as HTMLElement).blur();
      return;
    }
    if (event.key === 'j' || event.key === 'k') {
      if (step(event.key === 'j' ? 1 : -1)) event.preventDefault();
    } else if (event.key === '/') {
      const search = document.querySelector<HTMLInputElement>('input[type="search"]');
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key.length === 1) {
      press(event);
    }
  });
}

function step(by: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-list] [data-row] .row-link')].filter((l) => l.offsetParent);
  if (!links.length) return false;
  const row = document.activeElement?.closest('[data-row]');
  const now = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by));
  links[next]?.focus({ preventScroll: true });
  links[next]?.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
  return true;
}

/** The key of the focused row first, then of the page. */
function press(event: KeyboardEvent): void {
  const selector = `[data-key="${CSS.escape(event.key)}"]`;
  const row = document.activeElement?.closest('[data-row]');
  const found = row?.querySelector<HTMLElement>(selector) ?? document.querySelector<HTMLElement>(`.page-head ${selector}, [data-keys] ${selector}`);
  if (!found) return;
  event.preventDefault();
  if (found instanceof HTMLFormElement) found.requestSubmit();
  else found.click();
}
