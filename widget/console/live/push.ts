// This browser's subscription to Web Push, and the console as an app.
import { csrf } from '../lib/csrf';
import { t } from '../lib/texts';
import { say } from '../lib/toast';
import { refreshChoices, type Choices, type Sound } from './choices';
import { PUSHED, worker } from './notification';
import { play } from './sounds';

type State = 'checking' | 'unsupported' | 'insecure' | 'ios' | 'ask' | 'denied' | 'on' | 'failed';
/** An event of Chromium: the page may offer to install the app. */
type Offer = Event & { prompt(): Promise<void>; userChoice: Promise<{ outcome: string }> };

let offer: Offer | null = null;

const isApp = (): boolean => matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
const isApple = (): boolean => 'standalone' in navigator;

/** On every page of the console: the service worker is there, and the subscription is known. */
export function startPush(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as Offer;
    paintApp();
  });
  addEventListener('appinstalled', () => {
    offer = null;
    paintApp();
  });
  navigator.serviceWorker?.addEventListener('message', (event) => follow((event.data as { open?: string } | null)?.open));
  watchPage();
  void begin();
}

async function begin(): Promise<void> {
  const chosen = await refreshChoices();
  if (!chosen) return;
  if ('serviceWorker' in navigator && isSecureContext) {
    await navigator.serviceWorker.register('/console/sw.js', { scope: '/console/' }).catch(() => {});
  }
  await keep(chosen).catch(() => {});
  await paint();
}

/** The service worker leads to a conversation. */
function follow(url: string | undefined): void {
  if (!url) return;
  if (!document.getElementById('inbox')) return location.assign(url);
  history.pushState(null, '', url);
  dispatchEvent(new PopStateEvent('popstate'));
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const same = (one: ArrayBuffer | null | undefined, key: string): boolean => !!one && String(new Uint8Array(one)) === String(bytes(key));

const ask = (method: string, path: string, body: unknown): Promise<Response> =>
  fetch(path, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf() }, body: JSON.stringify(body) });

async function tell(made: PushSubscription): Promise<void> {
  const { endpoint, keys } = made.toJSON();
  const answer = await ask('POST', '/api/v1/push', { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] });
  if (!answer.ok) throw new Error(String(answer.status));
  localStorage.setItem(PUSHED, mark(made));
}

/** A subscription belongs to a login: with the next one it is told anew. */
const mark = (made: PushSubscription): string => `${csrf()} ${made.endpoint}`;

async function keep({ key }: Choices): Promise<void> {
  const pushes = (await worker())?.pushManager;
  const made = await pushes?.getSubscription();
  if (!pushes || !made || Notification.permission !== 'granted') return localStorage.removeItem(PUSHED);
  if (!same(made.options.applicationServerKey, key)) {
    await made.unsubscribe();
    return tell(await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
  }
  if (localStorage.getItem(PUSHED) !== mark(made)) await tell(made);
}

async function turnOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return paint();
  try {
    const chosen = await refreshChoices();
    const ready = await navigator.serviceWorker.ready;
    await tell(await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(chosen?.key ?? '') }));
    location.reload(); // the list below has one more
  } catch {
    show('push', 'failed');
  }
}

async function turnOff(): Promise<void> {
  const made = await (await worker())?.pushManager.getSubscription();
  localStorage.removeItem(PUSHED);
  if (made) {
    await ask('DELETE', '/api/v1/push', { endpoint: made.endpoint });
    await made.unsubscribe();
  }
  location.reload();
}

async function trial(button: HTMLElement): Promise<void> {
  const made = await (await worker())?.pushManager.getSubscription();
  const answer = await ask('POST', '/api/v1/push/trial', { endpoint: made?.endpoint ?? '' });
  say(answer.ok ? (button.dataset['said'] ?? '') : t('answered_status', { status: answer.status }), { bad: !answer.ok });
}

async function state(): Promise<State> {
  if (!isSecureContext) return 'insecure';
  const able = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
  if (!able) return isApple() && !isApp() ? 'ios' : 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const made = await (await worker())?.pushManager.getSubscription();
  return made && Notification.permission === 'granted' ? 'on' : 'ask';
}

/** Of the blocks for each state one is seen. */
function show(part: string, now: string): void {
  for (const block of document.querySelectorAll<HTMLElement>(`[data-alerts="${part}"] [data-when]`)) block.hidden = block.dataset['when'] !== now;
}

async function paint(): Promise<void> {
  if (document.querySelector('[data-alerts]')) show('push', await state());
}

function paintApp(): void {
  show('app', isApp() ? 'installed' : offer ? 'install' : isApple() ? 'ios' : 'menu');
}

function watchPage(): void {
  if (!document.querySelector('[data-alerts]')) return;
  paintApp();
  void paint();
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-push], [data-install], [data-play]');
    if (!button) return;
    const { push, play: from } = button.dataset;
    if (push === 'on') void turnOn();
    else if (push === 'off') void turnOff();
    else if (push === 'trial') void trial(button);
    else if (from) play((document.querySelector<HTMLSelectElement>(from)?.value ?? 'bell') as Sound);
    else void offer?.prompt();
  });
}
