/**
 * A state space in the Aldebaran format (`.aut`) of CADP, mCRL2 and others: `des (initial, transitions, states)`, then
 * a line for each transition. It has no place for what a state is; one that violates, is at rest or was not expanded
 * has a loop that says so, since labels are all that those tools compare.
 */
import type { StateSpace } from '../../explore/index.ts';
import { markWords, transitionWords } from './labels.ts';

export function aldebaranText({ states, transitions }: StateSpace): string {
  const marks = states.flatMap((state, n) => {
    const mark = markWords(state);
    return mark === undefined ? [] : [`(${n}, ${quoted(mark)}, ${n})`];
  });
  const lines = transitions.map((each) => {
    return `(${each.from}, ${quoted(transitionWords(each))}, ${each.to})`;
  });
  const head = `des (0, ${lines.length + marks.length}, ${states.length})`;
  return `${[head, ...lines, ...marks].join('\n')}\n`;
}

/** The format knows no escapes: a quote within a label ends it for some readers. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', "'").replaceAll('\\', '/')}"`;
}
