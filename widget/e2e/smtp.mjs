// A real mail server (aiosmtpd) in a process of its own, the one of the integration tests, and
// Python's strict parser for what it took.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './children.mjs';

const program = fileURLToPath(new URL('../../tests/it/support/smtp.py', import.meta.url));
const knows = (python) => spawnSync(python, ['-c', 'import aiosmtpd.smtp']).status == 0;

/** The first Python that knows aiosmtpd. */
export const python = [process.env.LEADBELL_TEST_PYTHON, 'python3', '/usr/bin/python3'].find((name) => name && name != 'off' && knows(name));

/** Starts one; `url` is what the server is told, `mails` what it took, the oldest first. */
export async function startSmtp() {
  const command = (folder) => {
    fs.writeFileSync(path.join(folder, 'mode'), 'take');
    return [python, program, folder, '0', 'none'];
  };
  const ready = (_, folder) => fs.existsSync(path.join(folder, 'port')) && fs.readFileSync(path.join(folder, 'port'), 'utf8');
  const { told, folder, stop } = await start('smtp', command, { ready });
  return {
    url: `smtp://127.0.0.1:${told}`,
    mails: () => fs.readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => path.join(folder, name)),
    stop,
  };
}

const READ = `
import email, email.policy, json, re, sys
raw = open(sys.argv[1], 'rb').read()
first, raw = raw.split(b'\\r\\n', 1)
mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
parts = list(mail.walk())
defects = [repr(d) for part in parts for d in part.defects]
defects += [f'{name}: {d!r}' for part in parts for name, value in part.items() for d in value.defects]
if re.search(rb'(?<!\\r)\\n|\\r(?!\\n)', raw): defects.append('a line end that is not CR LF')
if max(map(len, raw.split(b'\\r\\n'))) > 998: defects.append('a line of more than 998 octets')
for name in ('From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version'):
    if len(mail.get_all(name, [])) != 1: defects.append(f'not one {name}')
body = lambda kind: mail.get_body((kind,)).get_content()
print(json.dumps({
    'defects': defects, 'rcpt': first.decode().removeprefix('X-Rcpt: '),
    'to': [a.addr_spec for a in mail['To'].addresses], 'from': [a.addr_spec for a in mail['From'].addresses],
    'subject': mail['Subject'], 'at': mail['Date'].datetime.timestamp() * 1000,
    'type': mail.get_content_type(), 'text': body('plain'), 'html': body('html'),
}))`;

/** A mail as its recipient reads it; `defects` says in words what is wrong with its form. */
export const readMail = (file) => JSON.parse(execFileSync(python, ['-c', READ, file], { encoding: 'utf8' }));
