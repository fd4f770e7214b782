import { t } from '../../lib/texts';
import { choicesFrom } from '../state/edit';
import { KINDS } from '../state/kinds';
import type { Ask, Choice } from '../state/types';
import { Choose, Line, Lines, NumberField, Tick, VariableField, Words, useHere } from './fields';

const asList = (choices: Choice[]): string => choices.map((one) => one.label).join('\n');

/** What is asked, how it may be answered, and where the answer goes. */
export function Question() {
  const { editor, step } = useHere();
  const ask: Ask = step.ask ?? { type: 'text' };
  const put = (part: Partial<Ask>, tag = ''): void => {
    const next: Ask = { ...ask, ...part };
    for (const [key, value] of Object.entries(next)) if (value === undefined || value === '' || value === false) delete next[key];
    editor.patch(step.id, { ask: next }, tag);
  };
  const amount = (key: string): number | undefined => (typeof ask[key] === 'number' ? (ask[key] as number) : undefined);
  const number = (key: string, label: string, more: { min?: number; max?: number; step?: number } = {}) => <NumberField name={key} label={label} optional value={amount(key)} onNumber={(n) => put({ [key]: n }, key)} {...more} />;
  const line = (key: string, label: string) => <Line name={key} label={label} optional value={String(ask[key] ?? '')} onText={(text) => put({ [key]: text }, key)} />;
  const choices = ask.choices ?? [];
  return (
    <>
      <Words name="text" label={t('question')} />
      {ask.type === 'choice' && (
        <Lines
          name="choices"
          label={t('answers')}
          hint={t('answers_hint')}
          rest
          items={choices}
          read={(text) => choicesFrom(text, choices)}
          write={asList}
          onItems={(next) => put({ choices: next }, 'choices')}
        />
      )}
      <VariableField rest />
      <details class="more">
        <summary>{t('more_settings')}</summary>
        <div class="sc-more">
          <Choose
            name="ask.type"
            label={t('answer_kind')}
            value={ask.type}
            options={KINDS.filter((kind) => kind.ask).map((kind) => [kind.ask!, kind.name()])}
            onChoose={(type) => editor.patch(step.id, { ask: { type, ...(type === 'choice' ? { choices } : type === 'rating' ? { max: 5 } : {}) } })}
          />
          {ask.type === 'text' && (
            <>
              <Tick label={t('long_answer')} on={!!ask.long} onTick={(on) => put({ long: on })} />
              {number('max', t('most_letters'), { min: 1 })}
            </>
          )}
          {['text', 'number', 'email', 'phone', 'url'].includes(ask.type) && line('placeholder', t('placeholder'))}
          {ask.type === 'number' && (
            <>
              <div class="field-row">
                {number('min', t('least'), { step: 0.01 })}
                {number('max', t('most'), { step: 0.01 })}
              </div>
              <Tick label={t('whole_numbers')} on={!!ask.whole} onTick={(on) => put({ whole: on })} />
            </>
          )}
          {ask.type === 'choice' && (
            <>
              <Tick label={t('several_answers')} on={!!ask.many} onTick={(on) => put({ many: on })} />
              {!!ask.many && (
                <>
                  <div class="field-row">
                    {number('least', t('least'), { min: 0 })}
                    {number('most', t('most'), { min: 1 })}
                  </div>
                  {line('button', t('button_text'))}
                </>
              )}
              {choices.map((choice) => (
                <ChoiceDetails key={choice.id} choice={choice} onChange={(part, tag) => put({ choices: choices.map((one) => (one.id === choice.id ? bare({ ...one, ...part }) : one)) }, `${choice.id} ${tag}`)} />
              ))}
            </>
          )}
          {ask.type === 'rating' && (
            <>
              <div class="field-row">
                <Choose name="ask.from" label={t('scale_from')} value={String(ask.from ?? 1)} options={[['0', '0'], ['1', '1']]} onChoose={(value) => put({ from: value === '0' ? 0 : undefined })} />
                {number('max', t('scale_to'), { min: 2, max: 10 })}
              </div>
              <div class="field-row">
                {line('low', t('scale_low'))}
                {line('high', t('scale_high'))}
              </div>
            </>
          )}
          {ask.type === 'file' && <Tick label={t('several_files')} on={!!ask.many} onTick={(on) => put({ many: on })} />}
          <Tick label={t('ask_known')} hint={t('ask_known_hint')} on={!!step.known} onTick={(on) => editor.patch(step.id, { known: on || undefined })} />
          <Line name="retry" label={t('retry_text')} optional />
          <NumberField name="tries" label={t('tries')} optional min={1} max={10} value={typeof step.tries === 'number' ? step.tries : undefined} onNumber={(n) => editor.patch(step.id, { tries: n }, 'tries')} />
          <Line name="skip" label={t('skip_button')} optional hint={t('skip_hint')} />
        </div>
      </details>
    </>
  );
}

function bare(choice: Choice): Choice {
  const out = { ...choice };
  for (const key of ['value', 'picture', 'about'] as const) if (!out[key]) delete out[key];
  return out;
}

function ChoiceDetails({ choice, onChange }: { choice: Choice; onChange: (part: Partial<Choice>, tag: string) => void }) {
  const line = (key: 'value' | 'picture' | 'about', label: string) => (
    <Line name={`ask.choices.${choice.id}.${key}`} label={label} optional value={choice[key] ?? ''} onText={(text) => onChange({ [key]: text }, key)} />
  );
  return (
    <details class="more sc-sub">
      <summary>{choice.label}</summary>
      <div class="sc-more">
        {line('value', t('choice_value'))}
        {line('picture', t('choice_picture'))}
        {line('about', t('choice_about'))}
      </div>
    </details>
  );
}
