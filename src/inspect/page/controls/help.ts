/** What the page shows and which keys it has. */
import { button, h } from '../dom.ts';
import { keyHelp } from './keyboard.ts';

const legend: readonly (readonly [string, string])[] = [
  ['→ whole line', 'a request or a notice, from the step that sent it to the step that took it'],
  ['⇢ dashed line', 'an answer: it carries a status'],
  ['⇄', 'one of the two deliveries that race'],
  ['▼', 'from here on it is too late: no clean end can be reached'],
  ['✕', 'the violation, or an alternative behind which some order fails'],
  ['✓', 'an alternative behind which every order holds'],
  ['!', 'no state of the receiver takes this message'],
  ['∅', 'lost on its way'],
];

export function helpDialog(): HTMLDialogElement {
  const dialog = h('dialog', { class: 'help', 'aria-labelledby': 'help-title' });
  dialog.append(
    h('h2', { id: 'help-title' }, 'Keys and signs'),
    h(
      'p',
      {},
      'Each row is a delivery: one actor takes one message. Time goes down. Arrows cross where a later message overtook an earlier one.',
    ),
    definitions(keyHelp, 'kbd'),
    h('h3', {}, 'Signs'),
    definitions(legend, 'span'),
    button('Close', () => dialog.close()),
  );
  return dialog;
}

const definitions = (list: readonly (readonly [string, string])[], tag: 'kbd' | 'span') =>
  h(
    'dl',
    {},
    ...list.flatMap(([term, meaning]) => [h('dt', {}, h(tag, {}, term)), h('dd', {}, meaning)]),
  );
