/**
 * What a driver writer reads of a violation: who is stuck, where a status began, what was sent in the step that is
 * wrong, and what a race decides.
 */
import { describe, expect, test } from 'vitest';
import type { ExplanationTextOptions, ReportExplanation } from '../../src/report/index.ts';
import { explanationText, styleFor } from '../../src/report/index.ts';
import type { Envelope, Message } from '../../src/system/message.ts';
import type { PendingRequest, TraceStep } from '../../src/trace/trace.ts';

type Said = Message & Readonly<Record<string, unknown>>;

/** A delivery, and what its receiver sent in it. */
type Delivery = readonly [from: string, to: string, message: Said, ...sent: [string, Said][]];

function records(...deliveries: readonly Delivery[]): readonly TraceStep[] {
  return deliveries.map(([from, to, message, ...sent], n) => ({
    step: n + 1,
    timeMs: 0,
    from,
    to,
    message,
    before: 'working',
    after: n === 0 ? 'idle' : 'calling.locating',
    sent: sent.map(([receiver, each]) => ({ to: receiver, message: each })),
    reception: 'handled',
    pending: [],
  }));
}

function text(
  steps: readonly TraceStep[],
  more: Partial<ReportExplanation> = {},
  options: Partial<ExplanationTextOptions> = {},
): string {
  const schedule = steps.map(({ from, to, message }) => ({ from, to, message }));
  const explanation: ReportExplanation = {
    violation: { property: 'P', rule: 'a rule', detail: 'a detail', step: steps.length },
    schedule,
    leftOut: 0,
    minimal: true,
    inEveryOrder: false,
    inevitable: { from: 1, exact: true },
    held: [],
    described: [],
    notDetermined: [],
    ...more,
  };
  const shown = { lanes: [], width: 200, style: styleFor(false), ...options };
  return explanationText(explanation, steps, shown);
}

const atEnd = { property: 'NothingLost', rule: 'a rule', detail: 'a waits' };
const oid = { type: 'OID_NIC_SWITCH_ALLOCATE_VF', id: '1', parameters: { vf: 0xffff } };
const request = (
  owner: string,
  name: string,
  requester: string,
  since: number,
): PendingRequest => ({
  id: '1',
  request: name,
  requester,
  owner,
  since,
  pended: false,
});

describe('who is stuck', () => {
  const steps = records(['admin', 'ndis', { type: 'Ask', id: '1' }], ['ndis', 'pf', oid]);

  test('is the one at the end of those who wait for each other, in the state where it stands', () => {
    const held = [request('ndis', 'Ask', 'admin', 1), request('pf', oid.type, 'ndis', 2)];
    const shown = text(steps, { violation: atEnd, held });
    expect(shown).toContain(
      'stuck     pf owes OID_NIC_SWITCH_ALLOCATE_VF to ndis since step 2, and waits for nobody; it stands in calling.locating\n',
    );
    expect(shown).not.toContain('ndis owes');
  });

  test('are several, each with all that it owes', () => {
    const held = [
      request('pf', 'A', 'ndis', 1),
      request('pf', 'B', 'vbd', 2),
      request('pci', 'C', 'vbd', 2),
    ];
    const shown = text(steps, { violation: atEnd, held });
    expect(shown).toContain('pf owes A to ndis since step 1, B to vbd since step 2, and waits');
    expect(shown).toContain('pci owes C to vbd since step 2, and waits for nobody\n');
  });

  test('is nobody who keeps a request as long as its device is there', () => {
    const held = [request('vpci', 'IOCTL_VPCI_INVALIDATE_BLOCK', 'ndis', 1)];
    const mayStay = (each: PendingRequest) => each.request === 'IOCTL_VPCI_INVALIDATE_BLOCK';
    expect(text(steps, { violation: atEnd, held })).toContain('stuck     vpci owes');
    expect(text(steps, { violation: atEnd, held }, { mayStay })).not.toContain('stuck');
  });

  test('is not said of what goes wrong at a step, where much is still under way', () => {
    expect(text(steps, { held: [request('pf', 'A', 'ndis', 1)] })).not.toContain('stuck');
  });
});

describe('where a status began', () => {
  const attributes = { type: 'SetAttributes.return', status: 'NDIS_STATUS_FAILURE' };
  const initialized = { type: 'Initialize.return', status: 'NDIS_STATUS_SUCCESS' };
  const started = { type: 'Start.done', status: 'STATUS_SUCCESS' };

  test('is with the first who said it, and what it was told itself', () => {
    const steps = records(
      ['ndis', 'pf', attributes, ['ndis', initialized]],
      ['pf', 'ndis', initialized, ['admin', started]],
      ['ndis', 'admin', started],
    );
    expect(text(steps)).toContain(
      'status    begins with step 2: Initialize.return SUCCESS from pf to ndis; pf sent it on step 1: SetAttributes.return FAILURE from ndis\n',
    );
  });

  test('is not said when the last sender is the first', () => {
    const steps = records(
      ['ndis', 'pf', attributes, ['ndis', initialized]],
      ['pf', 'ndis', initialized],
    );
    expect(text(steps)).not.toContain('begins with');
  });
});

test('what was sent in the step that is wrong is shown behind it', () => {
  const done = { type: 'NdisMOidRequestComplete', oid: oid.type, status: 'NDIS_STATUS_SUCCESS' };
  const many = [1, 2, 3, 4, 5].map((n): [string, Said] => ['ndis', { type: `Note${n}` }]);
  const steps = records(['ndis', 'pf', { type: 'Located' }, ['ndis', done], ...many]);
  const lines = text(steps).split('\n');
  const at = lines.findIndex((line) => line.startsWith('  then sent'));
  expect(lines.slice(at, at + 5).map((line) => line.trim())).toEqual([
    'then sent pf → ndis  OID_NIC_SWITCH_ALLOCATE_VF SUCCESS (NdisMOidRequestComplete)',
    'pf → ndis  Note1',
    'pf → ndis  Note2',
    'pf → ndis  Note3',
    'and 2 more',
  ]);
  expect(text(steps, { violation: atEnd })).not.toContain('then sent');
});

describe('a race', () => {
  const steps = records(
    ['a', 'ndis', { type: 'Open' }],
    ['b', 'ndis', { type: 'Ask' }],
    ['ndis', 'pf', { type: 'Work' }],
  );
  const [open, ask, work] = steps.map(({ from, to, message }): Envelope => ({ from, to, message }));
  if (open === undefined || ask === undefined || work === undefined) throw new Error('no steps');
  const pair = { first: 1, second: 2, envelopes: [open, ask] as const, restStays: true };

  test('that decides whether it comes to what is wrong says so', () => {
    const racingPair = { ...pair, swapped: [ask, open] };
    expect(text(steps, { racingPair })).toContain(
      'swap 1 and 2 and it completes; step 3 does not come then\n',
    );
  });

  test('in which the same step goes well does not', () => {
    const racingPair = { ...pair, swapped: [ask, open, work] };
    expect(text(steps, { racingPair })).toContain('swap 1 and 2 and it completes\n');
  });

  test('names a completion as one, not as the request that it completes', () => {
    const completion = {
      type: 'IoCompleteRequest',
      request: 'IRP_MN_SET_POWER',
      status: 'STATUS_SUCCESS',
    };
    const late: Envelope = { from: 'vpci', to: 'vbd', message: completion };
    const { second: _, ...first } = pair;
    const racingPair = { ...first, envelopes: [open, late] as const };
    expect(text(steps, { racingPair })).toContain(
      'deliver this before step 1 and it completes: IRP_MN_SET_POWER SUCCESS (IoCompleteRequest) from vpci to vbd',
    );
  });
});

test('of a long schedule what is held at the end is shown where it began, and what has failed', () => {
  const failing = (n: number) => (n === 22 ? { status: 'STATUS_UNSUCCESSFUL' } : {});
  const steps = records(
    ...Array.from({ length: 60 }, (_, n): Delivery => {
      return ['a', 'b', { type: `M${n + 1}`, ...failing(n + 1) }];
    }),
  );
  const shown = text(steps, { held: [request('b', 'M20', 'a', 20)] });
  expect(shown).toContain(' M20');
  expect(shown).toContain('... step 21\n');
  expect(shown).toContain(' M22 UNSUCCESSFUL');
  expect(shown).toContain('... steps 23 to 56\n');
});

test('what was not found is told with how much was tried', () => {
  const shown = text(records(['a', 'b', { type: 'M' }]), {
    inevitable: { from: 1, exact: false },
    notDetermined: ['which pair of deliveries decided'],
    deliveries: 12_345,
  });
  expect(shown).toContain('too late  not known; at the latest from step 1 on\n');
  expect(shown).toContain(
    'not found which pair of deliveries decided: not settled in 12,345 deliveries',
  );
});

test('ids of our own notes are left out of what has happened, those of ddi stay', () => {
  const detail = 'one dereference per reference (kernel rule 50): vbd sent it (S11.6), see (C20)';
  const steps = records(['a', 'b', { type: 'M' }]);
  expect(text(steps, { violation: { property: 'P', rule: 'r', detail, step: 1 } })).toContain(
    'what      one dereference per reference: vbd sent it, see (C20)\n',
  );
});
