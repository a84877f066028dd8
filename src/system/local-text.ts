/** The local state of an actor as text: what an exploration interns, and what a delivery can change. */
import { canonicalText } from './canonical.ts';
import { childrenData } from './children.ts';
import type { Step } from './step.ts';

/**
 * State, context, history, armed timers, children, and the output of a machine that is done. Throws for a context that
 * has no content to compare.
 */
export function localText({ snapshot, timers }: Step): string {
  const { value, context, historyValue, status, output } = snapshot;
  const history = Object.entries(historyValue).map(([id, nodes]) => [
    id,
    nodes.map((node) => node.id),
  ]);
  const children = childrenData(snapshot);
  const parts = [value, context, timers, status, history];
  const text = canonicalText(output === undefined ? parts : [...parts, output]);
  return children === undefined ? text : `${text}${canonicalText(children)}`;
}
