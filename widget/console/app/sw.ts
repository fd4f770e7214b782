// The console's service worker: shows what comes by Web Push while no tab is open, leads to the
// conversation when it is clicked, and says so when the server cannot be reached. It keeps nothing:
// an inbox from yesterday would be a wrong one.

interface Shown {
  tag: string;
  title: string;
  body: string;
  url: string;
  lang: string;
}
interface Tab {
  url: string;
  visibilityState: string;
  focused: boolean;
  focus(): Promise<unknown>;
  postMessage(data: unknown): void;
}
interface Own {
  notification: Notification;
  data: { json(): Shown } | null;
  request: Request;
  respondWith(answer: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}
interface Scope {
  addEventListener(kind: string, heard: (event: Own) => void): void;
  registration: ServiceWorkerRegistration;
  clients: { matchAll(which: object): Promise<Tab[]>; openWindow(url: string): Promise<unknown>; claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
declare const ICON: string;
declare const BADGE: string;
const worker = self as unknown as Scope;

const HOME = '/console/inbox';
const tabs = (): Promise<Tab[]> => worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
const isConsole = (tab: Tab): boolean => new URL(tab.url).pathname.startsWith('/console');

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('push', (event) => {
  const shown = event.data?.json();
  if (shown) event.waitUntil(show(shown));
});

async function show({ tag, title, body, url, lang }: Shown): Promise<void> {
  // The server sends nothing to people who look at the console; a tab that was opened since rings
  // by itself. A trial is to be seen in any case.
  if (tag !== 'trial' && (await tabs()).some((tab) => isConsole(tab) && tab.focused)) return;
  const options = { tag, body, lang, dir: 'auto', icon: ICON, badge: BADGE, renotify: true, data: { url } };
  await worker.registration.showNotification(title, options as NotificationOptions);
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = (event.notification.data ?? {}) as { url?: string };
  event.waitUntil(lead(url?.startsWith('/console/') ? url : HOME));
});

async function lead(url: string): Promise<void> {
  const open = (await tabs()).filter(isConsole);
  const tab = open.find((one) => new URL(one.url).pathname === HOME) ?? open[0];
  if (!tab) {
    await worker.clients.openWindow(url);
    return;
  }
  await tab.focus().catch(() => {});
  tab.postMessage({ open: url });
}

// Some browsers give a subscription a new address now and then.
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew()));

async function renew(): Promise<void> {
  const [alerts, me] = await Promise.all(['/api/v1/alerts', '/api/v1/me'].map(async (path) => (await fetch(path)).json()));
  const made = await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: alerts.key });
  const { endpoint, keys } = made.toJSON();
  const body = JSON.stringify({ endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
  await fetch('/api/v1/push', { method: 'POST', headers: { 'x-csrf-token': me.csrf }, body });
}

worker.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(fetch(event.request).catch(away));
});

type Words = [title: string, text: string, again: string];
const WORDS: Record<string, Words> = {
  en: ['The console cannot be reached', 'You are offline, or the server is away for a moment. Nothing that was sent is lost.', 'Try again'],
  de: ['Die Konsole ist nicht erreichbar', 'Sie sind offline, oder der Server ist kurz weg. Was gesendet wurde, geht nicht verloren.', 'Noch einmal versuchen'],
  fr: ['La console est injoignable', 'Vous êtes hors ligne, ou le serveur est absent un instant. Rien de ce qui a été envoyé n’est perdu.', 'Réessayer'],
  ro: ['Consola nu poate fi accesată', 'Sunteți offline sau serverul lipsește o clipă. Nimic din ce s-a trimis nu se pierde.', 'Încearcă din nou'],
  ru: ['Консоль недоступна', 'Вы не в сети, или сервер ненадолго отлучился. Ничего из отправленного не пропадёт.', 'Попробовать ещё раз'],
};

function away(): Response {
  const lang = navigator.languages.map((one) => one.slice(0, 2)).find((one) => WORDS[one]) ?? 'en';
  const [title, text, again] = WORDS[lang] as Words;
  const style =
    ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:26rem;margin:20vh auto;padding:0 1rem;text-align:center}a{display:inline-block;margin-top:.5rem;padding:.5rem 1rem;border-radius:8px;background:#2563eb;color:#fff;text-decoration:none}';
  const page = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style><main><h1>${title}</h1><p>${text}</p><a href="">${again}</a></main></html>`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'" };
  return new Response(page, { status: 503, headers });
}
