// The console's words: the same in every language, all of them said, and none in the code itself.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { test } from 'node:test';
import de from '../console/i18n/de';
import en, { type Plural } from '../console/i18n/en';
import fr from '../console/i18n/fr';
import ro from '../console/i18n/ro';
import ru from '../console/i18n/ru';

const languages = { en, de, fr, ro, ru };
const variables = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] as string))].sort();
const first = (text: string | Plural): string => (typeof text === 'string' ? text : text.other);

/** The plural forms that whole numbers have in a language. */
function forms(lang: string): string[] {
  const rules = new Intl.PluralRules(lang);
  const found = Array.from({ length: 200 }, (_, n) => rules.select(n));
  return [...new Set([...found, 'other'])].sort();
}

test('every language has the same texts with the same variables, and its own plural forms', () => {
  for (const [lang, texts] of Object.entries(languages)) {
    assert.deepEqual(Object.keys(texts), Object.keys(en), lang);
    for (const [key, text] of Object.entries(texts)) {
      const english = en[key as keyof typeof en];
      assert.equal(typeof text, typeof english, `${lang} ${key}`);
      for (const one of typeof text === 'string' ? [text] : Object.values(text)) assert.deepEqual(variables(one), variables(first(english)), `${lang} ${key}`);
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), forms(lang), `${lang} ${key}`);
    }
  }
});

function sources(): [string, string][] {
  const top = path.join(process.cwd(), 'console');
  const names = fs.readdirSync(top, { recursive: true }).map(String);
  const code = names.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|^i18n/.test(name));
  return code.map((name) => [name, fs.readFileSync(path.join(top, name), 'utf8')]);
}

test('no text is left over', () => {
  const all = sources().map(([, code]) => code).join('\n');
  const left = Object.keys(en).filter((key) => !all.includes(`'${key}'`));
  assert.deepEqual(left, []);
});

test('no view has words of its own', () => {
  const { transformSync } = createRequire(path.join(process.cwd(), 'package.json'))('esbuild');
  const found: string[] = [];
  for (const [name, source] of sources()) {
    // In plain script every piece of text in the markup is a literal.
    const { code } = transformSync(source, { loader: name.endsWith('x') ? 'tsx' : 'ts', jsx: 'automatic', jsxImportSource: 'preact', charset: 'utf8' }) as { code: string };
    const spoken = /(?:"aria-label"|title|placeholder|alt|text|children): (?:\[\s*)?"([^"]*)"|\bsay\(["'`]([^"'`]*)|^\s+"([^"]+)",?$|textContent = "([^"]*)"/gm;
    for (const match of code.matchAll(spoken)) {
      const words = match.slice(1).find((text) => text !== undefined) ?? '';
      if (words.startsWith('is-')) continue; // a class
      if (/\p{L}{2,}/u.test(words) && !/^[a-z0-9]+([-_ ][a-z0-9]+)*$/.test(words)) found.push(`${name}: ${words}`);
      else if (/\p{L}{2,}/u.test(words) && /children/.test(match[0])) found.push(`${name}: ${words}`);
    }
  }
  assert.deepEqual(found, []);
});
