// htmx under a strict policy: it injects no style, and nothing in the templates
// needs it to evaluate text.
import htmx from 'htmx.org';
import { csrf } from './csrf';
import { codeOf, explain } from './refusal';
import { t } from './texts';
import { say } from './toast';

interface Context {
  request: { method: string; headers: Record<string, string> };
  response?: { status: number; raw: Response };
  sourceElement: Element;
}
const context = (event: Event): Context => (event as CustomEvent<{ ctx: Context }>).detail.ctx;

export function startHtmx(): void {
  Object.assign(htmx.config, { includeIndicatorCSS: false, implicitInheritance: true });
  document.addEventListener('htmx:config:request', (event) => {
    const { request } = context(event);
    if (request.method.toUpperCase() !== 'GET') request.headers['x-csrf-token'] = csrf();
  });
  document.addEventListener('htmx:before:response', (event) => {
    const response = context(event).response?.raw;
    if (!response || response.status < 400) return;
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 401) {
      event.preventDefault();
      location.reload();
    } else if (!type.startsWith('text/html') || response.status >= 500) {
      event.preventDefault(); // a problem for machines is told, not swapped in
      void codeOf(response).then((code) => say(explain(response.status, code), { bad: true }));
    }
  });
  document.addEventListener('htmx:error', () => say(t('unchanged'), { bad: true }));
  document.addEventListener('htmx:after:swap', (event) => {
    const said = context(event).sourceElement?.getAttribute('data-toast');
    const status = context(event).response?.status ?? 0;
    if (said && status < 400) say(said);
  });
}
