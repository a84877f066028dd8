/** The whole state of a machine in words, for machines that say of themselves nothing but what they send. */
import type { AnyMachineSnapshot } from 'xstate';
import type { SystemView } from '../system/index.ts';
import { stateText } from '../system/index.ts';
import { valueWords } from './message-words.ts';

/** State and context of each actor: `locked, coins 1`. */
export function stateAndContext(view: SystemView): string {
  return Object.values(view).map(oneActor).join(' | ');
}

/** The status of a subject of several actors from what one of them shows. */
export function statusOf(
  actor: string,
  status: (snapshot: AnyMachineSnapshot) => string | undefined,
): (view: SystemView) => string | undefined {
  return (view) => {
    const snapshot = view[actor];
    return snapshot === undefined ? undefined : status(snapshot);
  };
}

function oneActor({ value, context }: AnyMachineSnapshot): string {
  const fields = Object.entries(context as object)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `${name} ${valueWords(each)}`);
  const state = stateText(value);
  return [...(state === '' ? [] : [state]), ...fields].join(', ');
}
