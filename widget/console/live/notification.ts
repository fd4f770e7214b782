// Notifications of the system from an open tab that nobody sees. Where this browser takes Web Push
// the server sends them, and the service worker shows them.
import { choices } from './choices';

export interface News {
  conversation: string;
  title: string;
  text: string;
}

/** Characters of a message that are shown. */
const SHOWN = 140;
/** Set while this browser takes Web Push. */
export const PUSHED = 'leadbell.push';

export const worker = async (): Promise<ServiceWorkerRegistration | undefined> => navigator.serviceWorker?.getRegistration('/console/');

function takesPush(): boolean {
  try {
    return localStorage.getItem(PUSHED) !== null;
  } catch {
    return false;
  }
}

export async function showNews({ conversation, title, text }: News): Promise<void> {
  if (!document.hidden || !choices().desktop || takesPush()) return;
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const url = `/console/inbox?c=${conversation}`;
  const options = { tag: conversation, body: text.slice(0, SHOWN), dir: 'auto', renotify: true, data: { url } } as NotificationOptions;
  const shows = await worker();
  if (shows) await shows.showNotification(title, options);
}

/** What has been read needs no notification any more. */
export async function quiet(conversation: string): Promise<void> {
  const shown = await (await worker())?.getNotifications({ tag: conversation });
  for (const one of shown ?? []) one.close();
}
