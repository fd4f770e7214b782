import { t } from '../../lib/texts';
import { Icon } from '../icons';
import { freshId } from '../state/edit';
import { ALONE, OPERATORS } from '../state/kinds';
import type { Branch, Test } from '../state/types';
import { inField } from '../words';
import { useHere } from './fields';

/** Which way is taken: the first whose tests hold. */
export function Condition() {
  const { editor, step } = useHere();
  const branches = step.branches ?? [];
  const put = (next: Branch[], tag = ''): void => editor.patch(step.id, { branches: next }, tag);
  const change = (id: string, part: Partial<Branch>, tag = ''): void => put(branches.map((one) => (one.id === id ? { ...one, ...part } : one)), tag);
  const add = (): void => put([...branches, { id: freshId(branches.map((one) => one.id), 'b'), tests: [{ what: branches.at(-1)?.tests.at(-1)?.what ?? '', is: 'equal', than: '' }] }]);
  return (
    <div class="sc-branches">
      {branches.map((branch, i) => (
        <fieldset key={branch.id} class="sc-branch">
          <legend>
            <span>{i ? t('or_if') : t('if')}</span>
            {branch.tests.length > 1 && (
              <select aria-label={t('tests_hold')} class="chip" value={branch.any ? 'any' : 'all'} onChange={(event) => change(branch.id, { any: event.currentTarget.value === 'any' || undefined })}>
                <option value="all">{t('test_all')}</option>
                <option value="any">{t('test_any')}</option>
              </select>
            )}
            {branches.length > 1 && (
              <button type="button" class="icon-btn" aria-label={t('remove_n', { n: i + 1 })} onClick={() => put(branches.filter((one) => one !== branch))}>
                <Icon name="x" />
              </button>
            )}
          </legend>
          {branch.tests.map((test, n) => (
            <TestRow
              key={n}
              test={test}
              onChange={(part, tag) => change(branch.id, { tests: branch.tests.map((one, at) => (at === n ? tidy({ ...one, ...part }) : one)) }, `${branch.id} ${n} ${tag}`)}
              onDrop={branch.tests.length > 1 ? () => change(branch.id, { tests: branch.tests.filter((_, at) => at !== n) }) : undefined}
            />
          ))}
          <button type="button" class="link-btn sc-add" onClick={() => change(branch.id, { tests: [...branch.tests, { what: branch.tests.at(-1)?.what ?? '', is: 'equal', than: '' }] })}>
            {t('add_test')}
          </button>
        </fieldset>
      ))}
      {inField(editor.findings, step.id, 'branches').map((one, i) => (
        <p key={i} class={one.level === 'error' ? 'error' : 'sc-warning'}>
          {one.text}
        </p>
      ))}
      <button type="button" class="btn btn-sm" onClick={add}>
        <Icon name="plus" />
        {t('add_branch')}
      </button>
    </div>
  );
}

function tidy(test: Test): Test {
  if (!ALONE.has(test.is)) return test;
  const { than: _, ...rest } = test;
  return rest;
}

function TestRow({ test, onChange, onDrop }: { test: Test; onChange: (part: Partial<Test>, tag: string) => void; onDrop: (() => void) | undefined }) {
  const { editor } = useHere();
  // Answers that a question of this variable offers are what it may be compared with.
  const answers = editor.doc.steps.find((step) => step.variable === test.what && step.ask?.type === 'choice')?.ask?.choices ?? [];
  const list = answers.length ? `sc-answers-${test.what.replace(/\W+/g, '-')}` : undefined;
  return (
    <div class="sc-test">
      <input type="text" list="sc-facts" aria-label={t('test_what')} placeholder={t('test_what')} autoComplete="off" value={test.what} onInput={(event) => onChange({ what: event.currentTarget.value }, 'what')} />
      <select aria-label={t('test_how')} value={test.is} onChange={(event) => onChange({ is: event.currentTarget.value }, '')}>
        {OPERATORS.map(([op, name]) => (
          <option key={op} value={op}>
            {name()}
          </option>
        ))}
      </select>
      {!ALONE.has(test.is) && (
        <input type="text" list={list} data-rest aria-label={t('test_than')} placeholder={t('test_than')} autoComplete="off" value={test.than ?? ''} onInput={(event) => onChange({ than: event.currentTarget.value }, 'than')} />
      )}
      {list && (
        <datalist id={list}>
          {answers.map((one) => (
            <option key={one.id} value={one.value ?? one.label} />
          ))}
        </datalist>
      )}
      {onDrop && (
        <button type="button" class="icon-btn" aria-label={t('remove_test')} onClick={onDrop}>
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}
