import { t } from './texts';
import { say } from './toast';

const ORDER = ['', 'light', 'dark'] as const;
const NAMES = { '': 'theme_system', light: 'theme_light', dark: 'theme_dark' } as const;

/** The switch goes system, light, dark; a cookie tells the server, so no page flashes. */
export function watchTheme(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target as Element).closest('[data-theme-switch]')) return;
    const root = document.documentElement;
    const now = ORDER.indexOf((root.dataset.theme ?? '') as (typeof ORDER)[number]);
    const next = ORDER[(now + 1) % ORDER.length] ?? '';
    root.dataset.theme = next;
    const age = next ? 31_536_000 : 0;
    document.cookie = `leadbell_theme=${next}; path=/; max-age=${age}; samesite=lax`;
    say(t('theme', { name: t(NAMES[next]) }));
  });
}
