// Somebody else of the team: invited in the console, taken in by the link of the mail.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { consolePage } from './console-support.mjs';
import { browser, server, until } from './support.mjs';

/** The links of the mails that the server has written to disk, the newest last. */
function links() {
  const folder = path.join(server.folder, 'mailbox');
  const mails = fs.readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return mails.flatMap((name) => {
    const text = fs.readFileSync(path.join(folder, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=');
    return /https?:\/\/[^\s"<]+\/invite\/([\w-]+)/.exec(text)?.[1] ?? [];
  });
}

/** The cookies of a new operator called `name`. */
export async function colleague(name) {
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@shop.example`;
  const before = new Set(fs.existsSync(path.join(server.folder, 'mailbox')) ? links() : []);
  const owner = await consolePage('/console/settings/team');
  await owner.locator('input[name=email]').fill(email);
  await owner.locator('form[action$="/team/invite"] button[type=submit]').click();
  await owner.waitForURL('**/team?done=invited');
  await owner.close();
  const token = await until(() => {
    const found = links().find((one) => !before.has(one));
    if (!found) throw new Error(`no invitation for ${email}`);
    return found;
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.base}/invite/${token}`);
  await page.locator('input[name=name]').fill(name);
  for (const field of await page.locator('input[type=password]').all()) await field.fill('a lamp for every house 7');
  await page.locator('main button[type=submit], .bare-card button[type=submit]').first().click();
  await page.waitForURL('**/console/**');
  const state = await context.storageState();
  await context.close();
  return state;
}
