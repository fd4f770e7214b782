import type { Ctx } from '../loader/types';

/** What the host page says of the visitor and its doings; `changed`: it is another visitor now. */
export function makeHost(ctx: Ctx, set: Record<string, any>, changed: () => void) {
  /** What was said before consent. */
  let waiting: [string, any][] = [];
  const tell = async (path: string, body: object): Promise<any> => {
    const reply = await ctx.send('/v1/' + path, { token: await ctx.session(), ...body });
    if (reply.ok) return reply.status == 204 ? {} : reply.json();
    console.warn(`Leadbell: ${path}: ${(await reply.json()).code}`);
  };
  const run = async (command: string, a: any): Promise<void> => {
    if (command == 'set') {
      const attributes: Record<string, unknown> = {};
      for (const key of Object.keys(a)) {
        // These fill in forms, and are sent with nothing else.
        if (/^(name|email|phone|message)$/.test(key)) set[key] = a[key];
        else attributes[key] = a[key];
      }
      if (!Object.keys(attributes).length) return;
      a = attributes;
    }
    if (!ctx.allowed()) waiting.push([command, a]);
    else if (command == 'set') await tell('attributes', { attributes: a });
    else if (command == 'track') await tell('track', { name: a });
    else {
      const told = await tell('identify', { jwt: a });
      if (told) {
        // The token from before is void, even where the visitor is the same.
        const { token, expires } = told;
        ctx.put({ token, expires });
        if (told.changed) {
          ctx.put({ conversation: null, seen: 0, unread: 0, rang: 0, answers: undefined, told: undefined });
          changed();
        }
      }
    }
  };
  return {
    say: (command: string, a: unknown) => void run(command, a).catch(() => {}),
    /** There is consent now, or none any more. */
    consented(yes: boolean): void {
      const all = waiting;
      waiting = [];
      if (yes) for (const [command, a] of all) this.say(command, a);
    },
  };
}
