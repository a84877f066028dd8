/** Traces to export: a small one with a race, and one in which every string is hostile. */
import type { ExportTrace } from '../../src/report/export/index.ts';
import type { PendingRequest, TraceStep } from '../../src/trace/trace.ts';
import { lanesOf, stepOf } from './hand-made.ts';

export function exportOf(
  steps: readonly TraceStep[],
  given: Partial<ExportTrace> = {},
): ExportTrace {
  return {
    title: 'a small race',
    lanes: lanesOf(1),
    steps,
    copies: new Set(),
    marks: new Map(),
    violations: [],
    from: 1,
    to: steps.length,
    ...given,
  };
}

const read = { type: 'IOCTL_VPCI_READ_BLOCK', id: 'read' };
const done = (status: string) => ({
  type: 'IoCompleteRequest',
  id: 'read',
  request: read.type,
  status,
});
const cancel = { type: 'IoCancelIrp', id: 'read' };
const packet = { type: 'VPCI_READ_BLOCK', id: 'p1' };
const answer = { type: 'VPCI_READ_BLOCK.completion', id: 'p1', status: 'STATUS_SUCCESS' };
const pendingReturn = { ...read, type: `${read.type}.return`, status: 'STATUS_PENDING' };

const irp = (owner: string, pended: boolean): PendingRequest => ({
  id: 'read',
  request: read.type,
  requester: 'vf0',
  owner,
  since: 2,
  pended,
});
const asked: PendingRequest = {
  id: 'p1',
  request: packet.type,
  requester: 'vpci.g0',
  owner: 'vstack',
  since: 6,
  pended: false,
};

/** A read that is passed down, pended, cancelled, and completed twice; the packet below is answered. */
export const race: readonly TraceStep[] = [
  stepOf({
    step: 1,
    timeMs: 5,
    from: 'timer',
    to: 'vf0',
    message: { type: 'xstate.after.5.vf.idle' },
    sent: [{ to: 'ndis.vf0', message: read }],
  }),
  stepOf({
    step: 2,
    timeMs: 5,
    from: 'vf0',
    to: 'ndis.vf0',
    message: read,
    sent: [{ to: 'vpci.g0', message: read }],
    pending: [irp('ndis.vf0', false)],
  }),
  stepOf({
    step: 3,
    timeMs: 5,
    from: 'ndis.vf0',
    to: 'vpci.g0',
    message: read,
    sent: [
      { to: 'vf0', message: pendingReturn },
      { to: 'vstack', message: packet },
    ],
    pending: [irp('vpci.g0', false)],
  }),
  stepOf({
    step: 4,
    timeMs: 5,
    from: 'vpci.g0',
    to: 'vf0',
    message: pendingReturn,
    sent: [{ to: 'vpci.g0', message: cancel }],
    pending: [irp('vpci.g0', true)],
  }),
  stepOf({
    step: 5,
    timeMs: 5,
    from: 'vf0',
    to: 'vpci.g0',
    message: cancel,
    sent: [{ to: 'vf0', message: done('STATUS_CANCELLED') }],
    pending: [irp('vpci.g0', true)],
  }),
  stepOf({
    step: 6,
    timeMs: 5,
    from: 'vpci.g0',
    to: 'vstack',
    message: packet,
    sent: [{ to: 'vpci.g0', message: answer }],
    pending: [irp('vpci.g0', true), asked],
  }),
  stepOf({
    step: 7,
    timeMs: 5,
    from: 'vstack',
    to: 'vpci.g0',
    message: answer,
    sent: [{ to: 'vf0', message: done('STATUS_SUCCESS') }],
    pending: [irp('vpci.g0', true)],
  }),
];

export const raceExport = exportOf(race, {
  marks: new Map([
    [5, 'first of the racing pair'],
    [7, 'second of the racing pair'],
  ]),
  violations: [
    { property: 'DoubleCompletion', rule: 'once', detail: 'completed twice', step: 7 },
    { property: 'NothingLost', rule: 'all answered', detail: 'vf0 waits' },
  ],
});

/** What some format gives a meaning to, and what no format can take. */
export const hostileTexts: readonly string[] = [
  '"quoted" \\" \\n \\',
  'two\nlines\r\nand\u2028more\u0085',
  '<script>alert(1)</script>',
  '--> ]]> -->> end',
  'end',
  '@enduml\n@startuml\n!include secret',
  '%%{init: {"theme":"x"}}%%; %getenv("HOME") $x',
  'style a fill:#f00; classDef x:#123;',
  '#quot; #59; &lt; &amp; \\N \\G',
  'half \ud800 and \udc00 of pairs',
  '\u202eesrever\u2066 \u0000\u0007\u001b[31m',
  '}\n{"x":1} host {"a":1}',
  '**bold** //it// __u__ --s-- ~~w~~ [[http://x]] /\' \' "" <b> <U+0041>',
  '__proto__',
  'constructor',
  '',
  ' ',
  'x'.repeat(5000),
  `${'\u{1f600}'.repeat(3000)}`,
  'wrap: :: , ; a->>b: c',
];

/** Each text as an id, a message's type, a field's name and value, a state, a mark and a violation. */
export function hostileExport(texts: readonly string[] = hostileTexts): ExportTrace {
  const steps = texts.map((text, n) => {
    const message = { type: text, id: text, from: text, status: text, [text]: text, oid: text };
    return stepOf({
      step: n + 1,
      from: n === 0 ? 'environment' : (texts[n - 1] as string),
      to: text,
      message,
      sent: [{ to: text, message }],
      before: text,
      after: `${text}.`,
      reception: n % 2 === 0 ? 'handled' : 'unexpected',
      pending: [
        { id: text, request: text, requester: text, owner: text, since: n + 1, pended: false },
      ],
    });
  });
  return exportOf(steps, {
    title: texts.join(' '),
    lanes: texts.map((id) => ({ id, label: id, partition: 'parent' as const })),
    marks: new Map(texts.map((text, n) => [n + 1, text])),
    violations: texts.flatMap((text, n) => {
      const found = { property: text, rule: text, detail: text, bugcheck: text };
      return [{ ...found, step: n + 1 }, found];
    }),
  });
}
