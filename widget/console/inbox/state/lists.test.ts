import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Inbox } from './inbox';
import { Known } from './known';
import { Lists } from './lists';
import type { Conversation } from './types';

const PAGE = 50;
const row = (n: number, part: Partial<Conversation> = {}): Conversation => ({ id: `c${n}`, rev: n, status: 'open', last_at: n, tags: [], spam: false, snoozed_until: null, unread: 0, ...part }) as unknown as Conversation;

/** A server with so many conversations, the newest first; `changes` always says that it is too much. */
function served(rows: Conversation[]) {
  const asked: string[] = [];
  mock.method(globalThis, 'fetch', async (path: string) => {
    asked.push(path);
    const url = new URL(path, 'http://x');
    const from = Number(url.searchParams.get('before') ?? 0);
    const page = { conversations: rows.slice(from, from + PAGE), next: from + PAGE < rows.length ? String(from + PAGE) : null, rev: rows.length };
    const body = url.pathname.endsWith('/changes') ? { rev: rows.length, conversations: [], resync: true } : url.pathname.endsWith('/counts') ? {} : page;
    return { ok: true, status: 200, json: async () => body };
  });
  const inbox = { known: new Known(), me: null, changed() {}, refresh: async (id: string) => void asked.push(`one ${id}`) } as unknown as Inbox;
  return { asked, inbox, lists: new Lists(inbox), pages: () => asked.filter((path) => path.includes('/conversations')).length };
}
const VIEW = { site: '', department: '', tag: '', assignee: '' };
const settled = async (): Promise<void> => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};
/** Lets the pauses between the pages pass. */
async function later(): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    mock.timers.tick(200);
    await settled();
  }
}

test('what is open is loaded to its end by itself, what is closed as far as somebody scrolls', async (context) => {
  context.after(() => {
    mock.timers.reset();
    mock.reset();
  });
  mock.timers.enable({ apis: ['setTimeout'] });
  const open = served(Array.from({ length: 180 }, (_, i) => row(1000 - i)));
  await open.lists.show({ filter: 'open', ...VIEW });
  assert.equal(open.lists.length, PAGE);
  await later();
  assert.deepEqual([open.lists.length, open.lists.next, open.pages()], [180, null, 4]);

  const closed = served(Array.from({ length: 180 }, (_, i) => row(1000 - i, { status: 'closed' })));
  await closed.lists.show({ filter: 'closed', ...VIEW });
  await later();
  assert.equal(closed.lists.length, PAGE);
});

test('where too much was written at once, the rows come in pages and not one by one', async (context) => {
  context.after(() => mock.reset());
  const { asked, inbox, lists } = served(Array.from({ length: 120 }, (_, i) => row(1000 - i)));
  for (let i = 0; i < 70; i += 1) lists.miss(`c${1000 - i}`, 1000 - i);
  await settled();
  assert.ok(inbox.known.get('c931'));
  // The first is asked for at once, the others together.
  assert.equal(asked.filter((path) => path.startsWith('one')).length, 0);
  assert.ok(asked.length <= 5, asked.join('\n'));
});

test('a row that a frame has overtaken is asked for again until the whole of it is known', async (context) => {
  context.after(() => {
    mock.timers.reset();
    mock.reset();
  });
  mock.timers.enable({ apis: ['setTimeout'] });
  const { asked, inbox, lists } = served([]);
  lists.learn([row(1)]);
  inbox.known.change('c1', { rev: 7 });
  lists.learn([row(1, { rev: 6 })]);
  await later();
  assert.deepEqual(asked, ['one c1']);
  lists.behind(0); // the answer did not come; a ping does
  await later();
  assert.deepEqual(asked, ['one c1', 'one c1']);
  lists.learn([row(1, { rev: 7 })]);
  lists.behind(0);
  await later();
  assert.equal(asked.length, 2);
});
