/** What formats with less room than a drawing say of a state: its actions and listed transitions as lines of text. */
import type { ChartState } from '../chart.ts';
import { alikeOf, labelText } from '../label.ts';
import type { Plan, PlannedEdge } from '../plan.ts';
import { cutText, visibleText } from '../text.ts';

/** Lines about the state, without its name. */
export function stateLines(state: ChartState, plan: Plan): readonly string[] {
  const listed = plan.listed(state.id);
  const ignored = listed.filter(({ isForbidden }) => isForbidden).map(({ event }) => event);
  const labels = alikeOf(
    listed.filter(({ isForbidden }) => !isForbidden),
    plan.told,
  );
  return [
    ...line('entry /', state.entry),
    ...line('exit /', state.exit),
    ...line('runs', state.invokes),
    ...labels.map(labelText),
    ...line('ignores', ignored),
  ];
}

/** Lines of a label. */
export function edgeLines(
  { transitions, listedInside }: PlannedEdge,
  plan: Plan,
): readonly string[] {
  const events = [...new Set(listedInside.map(({ event }) => event))];
  return [
    ...alikeOf(transitions, plan.told).map(labelText),
    ...line('from inside:', events.length > 3 ? [`${listedInside.length} transitions`] : events),
  ];
}

function line(keyword: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [cutText(visibleText(`${keyword} ${names.join(', ')}`), 400)];
}
