// The pages of the console, as its own navigation names them: whatever is added there is found here.

interface Page {
  href: string;
  text: string;
  keys?: string;
}

const KEYS: Record<string, string> = {
  '/console/inbox': 'g i',
  '/console/visitors': 'g v',
  '/console/leads': 'g l',
  '/console/quarantine': 'g q',
  '/console/settings': 'g s',
};

let settings: Page[] | undefined;

function links(root: ParentNode, selector: string): Page[] {
  return [...root.querySelectorAll<HTMLAnchorElement>(selector)].map((link) => {
    const href = link.getAttribute('href') ?? '';
    // Beside the name stand counts.
    const name = link.querySelector(':scope > span:not(.rail-count)') ?? link;
    const keys = KEYS[href];
    return { href, text: name.textContent?.trim() ?? '', ...(keys ? { keys } : {}) };
  });
}

/** The rail's pages, and those of the settings as soon as they are known. */
export function pages(): Page[] {
  const rail = links(document, '.rail > a.rail-link[href]');
  const more = (settings ?? []).filter((page) => !rail.some((one) => one.href === page.href));
  return [...rail, ...more].filter((page) => page.href && page.text);
}

/** Reads the settings' tabs once: each role has its own. */
export async function learnPages(): Promise<void> {
  if (settings) return;
  settings = [];
  try {
    const answer = await fetch('/console/settings');
    if (answer.ok) settings = links(new DOMParser().parseFromString(await answer.text(), 'text/html'), '.tabs > a[href]');
  } catch {
    settings = undefined;
  }
}
