import { t } from '../lib/texts';
import { Icon } from './icons';
import type { Editor } from './state/editor';
import { kindOf, titleOf } from './state/kinds';

/** All that was found, errors first; each leads to its step. */
export function Findings({ editor, onGo }: { editor: Editor; onGo?: () => void }) {
  const all = [...editor.findings].sort((a, b) => Number(b.level === 'error') - Number(a.level === 'error'));
  if (editor.unchecked && !all.length) return <p class="hint">{t('unchecked')}</p>;
  if (!all.length) {
    return (
      <p class="note note-green">
        <Icon name="check" />
        <span>{t('nothing_wrong')}</span>
      </p>
    );
  }
  return (
    <ul class="sc-findings">
      {all.map((one, i) => {
        const step = editor.doc.steps.find((found) => found.id === one.step);
        const words = (
          <>
            <span class={`sc-card-flag is-${one.level}`}>
              <Icon name="triangle-alert" />
              <span class="sr-only">{one.level === 'error' ? t('has_error') : t('has_warning')}</span>
            </span>
            <span class="sc-finding-words">
              <span>{one.text}</span>
              {step && (
                <span class="hint truncate">
                  {[...new Set([kindOf(step).name(), titleOf(step, editor.doc)])].join(': ')}
                </span>
              )}
            </span>
          </>
        );
        return (
          <li key={i}>
            {step ? (
              <button
                type="button"
                class="sc-finding"
                onClick={() => {
                  onGo?.();
                  editor.goTo(step.id);
                }}
              >
                {words}
              </button>
            ) : (
              <span class="sc-finding">{words}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
