// The variables of a script: those it declares and those its steps give a value to.
import type { Script, Step, Variable } from './types';

/** What is known of a visitor without asking. */
export const FACTS = 'name email phone lead online open page title channel campaign source medium referrer returning visits language device country date time weekday answer status'
  .split(' ')
  .map((name) => `@${name}`);

const setBy = (step: Step): string[] => {
  const all = [...(step.kind === 'question' || step.kind === 'set' ? [step.variable] : []), ...(step.kind === 'http' ? (step.save ?? []).map((one) => one.variable) : [])];
  return all.filter((name): name is string => !!name && !name.startsWith('@'));
};

export function variablesOf(script: Script): string[] {
  return [...new Set([...script.variables.map((one) => one.name), ...script.steps.flatMap(setBy)])];
}

/** With the variables that its steps name; a declared one that nothing names any more stays only with a value of its own. */
export function withVariables(script: Script): Script {
  const named = new Set(script.steps.flatMap(setBy));
  const text = JSON.stringify([script.steps, script.entries]);
  const kept = script.variables.filter((one) => named.has(one.name) || one.initial || text.includes(`{{${one.name}`) || text.includes(JSON.stringify(one.name)));
  const known = new Set(kept.map((one) => one.name));
  const fresh: Variable[] = [...named].filter((name) => !known.has(name)).map((name) => ({ name, initial: '' }));
  if (!fresh.length && kept.length === script.variables.length) return script;
  return { ...script, variables: [...kept, ...fresh] };
}

/** What a step asks for or sets right before another: the likely thing to test. */
export function nearest(script: Script, id: string): string {
  let now: string | undefined = id;
  for (let tries = 0; now && tries < 50; tries += 1) {
    const before: Step | undefined = script.steps.find((step) => step.next === now || step.ask?.choices?.some((one) => one.to === now));
    const name = before && setBy(before)[0];
    if (name) return name;
    now = before?.id;
  }
  return '';
}
