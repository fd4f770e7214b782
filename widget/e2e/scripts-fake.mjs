// A stand-in for the scripts' part of the server: the page with the editor and enough of its API for the
// editor's own tests. It keeps one script in memory; what it says of a draft is simple but true to form.
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), '../dist');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'";

const asset = (name) => `/w/${JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8')).console[name]}`;
const page = (id, lang, theme) => `<!doctype html><html lang="${lang}" data-theme="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="csrf" content="token"><title>Script</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${asset('console.css')}"><link rel="stylesheet" href="${asset('scripts.css')}">
<script type="module" src="${asset(`texts-${lang}`)}"></script><script type="module" src="${asset('scripts')}"></script></head>
<body class="app"><nav class="rail" aria-label="Main"><a class="rail-link" href="/console/scripts" aria-current="page"><span>Scripts</span></a></nav>
<main class="main flush" id="main" tabindex="-1"><div id="script-editor" data-id="${id}"></div></main><div class="toasts" id="toasts" role="status" aria-live="polite"></div></body></html>`;

const EMPTY = { format: 'leadbell.script/1', name: 'New script', language: 'en', variables: [], entries: [{ on: 'start' }], steps: [] };

const OTHER = { ...EMPTY, name: 'Opening hours', entries: [{ on: 'start', to: 'o1' }], steps: [{ id: 'o1', kind: 'message', text: 'We are open from nine to five.', next: 'o2' }, { id: 'o2', kind: 'end', text: 'See you.' }] };

const outs = (step) => [step.next, step.to, step.failed, ...(step.ask?.choices ?? []).map((one) => one.to), ...(step.branches ?? []).map((one) => one.to), ...(step.ways ?? []).map((one) => one.to)].filter(Boolean);

function check(script) {
  const findings = [];
  const find = (step, field, level, code, text) => findings.push({ ...(step ? { step } : {}), ...(field ? { field } : {}), level, code, text });
  if (!script.entries.some((entry) => entry.to)) find(null, null, 'error', 'no_start', 'Nothing begins this script: lead the start to a step.');
  const reached = new Set(script.entries.map((entry) => entry.to).filter(Boolean));
  for (const id of reached) for (const to of outs(script.steps.find((step) => step.id === id) ?? {})) reached.add(to);
  const known = new Set(script.variables.map((one) => one.name));
  for (const step of script.steps) {
    if (!reached.has(step.id)) find(step.id, null, 'warning', 'unreachable', 'No way leads to this step.');
    if (['message', 'question'].includes(step.kind) && !step.text?.trim()) find(step.id, 'text', 'error', 'no_text', 'This step has no text yet.');
    if (step.ask?.type === 'choice' && !step.ask.choices?.length) find(step.id, 'choices', 'error', 'no_choice', 'Give at least one answer to choose from.');
    for (const [, name] of (step.text ?? '').matchAll(/\{\{([^}@]+)\}\}/g)) if (!known.has(name)) find(step.id, 'text', 'warning', 'unknown_variable', `No step gives “${name}” a value.`);
  }
  return findings;
}

/** Runs until somebody has to answer. */
function run(script, state, event) {
  const step = (id) => script.steps.find((one) => one.id === id);
  let { at = null, variables = {}, path = [], turn = 0 } = state ?? {};
  const said = [];
  const effects = [];
  let waits = null;
  let ended = null;
  if (event.type === 'start') at = script.entries.find((entry) => entry.on === 'start')?.to ?? null;
  else if (event.type === 'answer') {
    const asked = step(at);
    const picked = asked.ask.choices?.find((one) => event.picks?.includes(one.id) || one.label === event.text);
    if (asked.variable) variables = { ...variables, [asked.variable]: picked?.value ?? event.text };
    at = picked?.to ?? asked.next ?? null;
  } else at = step(at)?.next ?? null;
  const filled = (text) => (text ?? '').replace(/\{\{([^}]+)\}\}/g, (_, name) => variables[name] ?? '');
  for (let steps = 0; at && steps < 100; steps += 1) {
    const now = step(at);
    path = [...path, at];
    if (['message', 'question', 'handover', 'end'].includes(now.kind) && now.text) {
      const content = now.kind === 'question' ? { ask: { turn: ++turn, ...now.ask, skip: now.skip } } : null;
      said.push({ text: filled(now.text), content, step: at });
    }
    if (now.kind === 'question') {
      waits = 'answer';
      break;
    }
    if (now.kind === 'wait' || now.kind === 'http') {
      waits = now.kind === 'wait' ? 'timer' : 'reply';
      break;
    }
    if (now.kind === 'handover' || now.kind === 'end') {
      ended = now.kind;
      break;
    }
    if (['lead', 'tag', 'score', 'mail'].includes(now.kind)) effects.push({ kind: now.kind, step: at, ...(now.tags && { tags: now.tags }), ...(now.fields && { fields: now.fields.map((one) => ({ value: filled(one.value) })) }), ...(now.points && { points: now.points }) });
    const branch = now.branches?.find((one) => one.tests.some((test) => String(variables[test.what] ?? '') === filled(test.than)));
    at = branch?.to ?? (now.kind === 'jump' ? now.to : now.next) ?? null;
  }
  if (!at && !ended) ended = 'end';
  return { state: { at, variables, path, turn }, said, effects, at, waits, ended, variables, path };
}

/** `script` is what it begins with; `base` is its address, `server` what it has by now. */
export async function startFake(script = EMPTY) {
  const now = { rev: 1, script, versions: [], sites: [{ id: 'a', name: 'Lamp shop', on: true, answers_by: 'bot', scripts: [{ id: 'two', name: 'Opening hours', live: true, begins: true }, { id: 'one', name: script.name, live: false, begins: true }] }, { id: 'b', name: 'Blog', on: false, answers_by: 'people', scripts: [] }], role: 'owner', saves: 0, broken: false };
  const api = async (method, what, body, query) => {
    if (what === '/me') return [200, { user: { id: 'u', name: 'Ada', email: 'ada@example.com', role: now.role } }];
    if (what === '/team') return [200, { people: [], departments: [{ id: 'd1', name: 'Sales' }, { id: 'd2', name: 'Support' }] }];
    if (what === '/scripts' && method === 'GET') return [200, { scripts: [{ id: 'one', name: now.script.name }, { id: 'two', name: 'Opening hours' }] }];
    if (what === '/scripts' && method === 'POST') return [201, { id: 'one', rev: now.rev, script: now.script, notes: [] }];
    if (what === '/scripts/check') return [200, { findings: check(body.script) }];
    if (what === '/scripts/try') return [200, run(body.script, body.state, body.event)];
    if (what === '/scripts/two' && method === 'GET') return [200, { id: 'two', rev: 1, script: OTHER, published: null, has_changes: true, sites: [] }];
    const published = now.versions.at(-1) ?? null;
    if (what === '/scripts/one' && method === 'GET') return [200, { id: 'one', rev: now.rev, script: now.script, published: published && { id: published.id, number: published.number, at: published.at, by: published.by }, has_changes: JSON.stringify(published?.script) !== JSON.stringify(now.script), sites: now.sites }];
    if (what === '/scripts/one' && method === 'PUT') {
      if (body.rev !== now.rev) return [409, { code: 'changed_elsewhere', rev: now.rev }];
      now.rev += 1;
      now.saves += 1;
      now.script = body.script;
      return [200, { rev: now.rev, findings: check(now.script) }];
    }
    if (what === '/scripts/one/publish') {
      const findings = check(now.script);
      if (findings.some((one) => one.level === 'error')) return [422, { code: 'has_errors', findings }];
      const version = { id: `v${now.versions.length + 1}`, number: now.versions.length + 1, at: Date.now(), by: 'Ada', note: body.note ?? '', script: now.script };
      now.versions.push(version);
      return [200, { version: { id: version.id, number: version.number, at: version.at } }];
    }
    if (what === '/scripts/one/versions') return [200, { versions: now.versions.map(({ script: _, ...rest }) => rest).reverse() }];
    if (what === '/scripts/one/diff') {
      const old = now.versions.find((one) => one.number === Number(query.get('from'))).script.steps;
      const fresh = now.script.steps;
      const same = (step) => old.find((one) => one.id === step.id);
      const fields = (step) => [...new Set([...Object.keys(step), ...Object.keys(same(step))])].filter((key) => JSON.stringify(step[key]) !== JSON.stringify(same(step)[key]));
      return [200, {
        added: fresh.filter((step) => !same(step)).map((step) => step.id),
        removed: old.filter((step) => !fresh.some((one) => one.id === step.id)).map(({ id, title, kind }) => ({ id, title, kind })),
        changed: fresh.filter((step) => same(step) && fields(step).length).map((step) => ({ id: step.id, fields: fields(step) })),
      }];
    }
    const restore = /^\/scripts\/one\/versions\/(\d+)\/restore$/.exec(what);
    if (restore) {
      now.rev += 1;
      now.script = now.versions.find((one) => one.number === Number(restore[1])).script;
      return [200, { rev: now.rev, script: now.script }];
    }
    if (what === '/scripts/one/sites') {
      now.sites = now.sites.map((site) => {
        const scripts = [...site.scripts.filter((one) => one.id !== 'one'), ...(body.sites.includes(site.id) ? [{ id: 'one', name: now.script.name, live: now.versions.length > 0, begins: true }] : [])];
        const order = body.order?.[site.id];
        if (order) scripts.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
        return { ...site, on: body.sites.includes(site.id), answers_by: body.answers_by?.[site.id] ?? site.answers_by, scripts };
      });
      return [200, { sites: now.sites }];
    }
    if (what === '/scripts/one/figures') {
      const steps = Object.fromEntries(now.script.steps.map((step, i) => [step.id, { reached: Math.round(1240 * 0.86 ** i), answered: step.kind === 'question' ? Math.round(1100 * 0.86 ** i) : 0, left: Math.round(140 * 0.86 ** i), median_ms: step.kind === 'question' ? 6_000 + i * 900 : null }]));
      return [200, { runs: 1240, contacts: 310, handovers: 280, finished: 402, steps }];
    }
    return [404, { code: 'not_found' }];
  };
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://fake');
    const send = (status, type, body, more = {}) => response.writeHead(status, { 'content-type': type, ...more }).end(body);
    if (url.pathname.startsWith('/w/')) {
      const file = path.join(dist, 'console', path.basename(url.pathname));
      return fs.existsSync(file) ? send(200, file.endsWith('.css') ? 'text/css' : 'text/javascript', fs.readFileSync(file)) : send(404, 'text/plain', '');
    }
    if (url.pathname.startsWith('/api/v1')) {
      if (now.broken) return send(503, 'application/problem+json', '{}');
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const [status, body] = await api(request.method, url.pathname.slice(7), text ? JSON.parse(text) : null, url.searchParams);
      return send(status, 'application/json', JSON.stringify(body));
    }
    const id = /^\/console\/scripts\/(\w+)$/.exec(url.pathname)?.[1];
    if (!id) return send(404, 'text/html', '<!doctype html><title>Scripts</title>');
    send(200, 'text/html; charset=utf-8', page(id === 'new' ? '' : id, url.searchParams.get('lang') ?? 'en', url.searchParams.get('theme') ?? 'light'), { 'content-security-policy': POLICY });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    now,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
