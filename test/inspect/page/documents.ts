/**
 * Documents for the tests of the page: one that a reader can check by hand, with a race in it and the run that goes
 * well, and one of any size from a small generator. What real runs look like is the business of `test/inspect/view`.
 */
import type {
  ViewChart,
  ViewDocument,
  ViewLane,
  ViewRun,
  ViewStep,
} from '../../../src/inspect/view-data.ts';

const box = (id: string, y: number, name: string) =>
  `<g data-state="${id}"><rect x="10" y="${y}" width="120" height="30"/>` +
  `<text x="20" y="${y + 20}">${name}</text></g>`;

/** Three states in a row, and the transitions between them. */
export function smallChart(name: string): ViewChart {
  const states = [`${name}.idle`, `${name}.busy`, `${name}.gone`];
  const transitions = [`${name}.idle: Request #0`, `${name}.busy: Answer #0`];
  return {
    name,
    svg:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 160" width="200" height="160">' +
      states.map((id, n) => box(id, 10 + n * 50, id.slice(name.length + 1))).join('') +
      transitions
        .map(
          (id, n) =>
            `<g data-transition="${id}"><path d="M150 ${25 + n * 50}v50" fill="none" stroke="#888"/></g>`,
        )
        .join('') +
      '</svg>',
    states,
    transitions,
    visited: { states: states.slice(0, 2), transitions: transitions.slice(0, 1) },
  };
}

type Given = Partial<ViewStep> & Pick<ViewStep, 'from' | 'to' | 'title'>;

const steps = (given: readonly Given[]): readonly ViewStep[] =>
  given.map((step, n) => ({
    step: n + 1,
    timeMs: 0,
    message: { type: step.title },
    transitions: [],
    sent: [],
    changes: [],
    instead: [],
    ...step,
  }));

export const smallLanes: readonly ViewLane[] = [
  { id: 'app', label: 'application', group: 'clients', vf: 0, chart: 'vf' },
  { id: 'pf', label: 'pf', group: 'parent partition', chart: 'pf' },
  { id: 'vf0', label: 'vf', group: 'guest 0', vf: 0, chart: 'vf' },
  { id: 'vpci.g0', label: 'vpci', group: 'guest 0', vf: 0, chart: 'vpci' },
];

const begin: readonly Given[] = [
  {
    from: 'app',
    to: 'vf0',
    title: 'ReadBlock',
    active: ['vf', 'vf.busy'],
    transitions: ['vf.idle: Request #0'],
    sent: [{ to: 'vpci.g0', title: 'IOCTL_VPCI_READ_BLOCK' }],
    changes: [{ path: 'calls.0.state', before: 'free', after: 'sent' }],
    pending: [
      { id: 'a', request: 'ReadBlock', requester: 'app', owner: 'vf0', since: 1, pended: false },
    ],
  },
  {
    from: 'vf0',
    to: 'vpci.g0',
    title: 'IOCTL_VPCI_READ_BLOCK',
    message: {
      type: 'IOCTL_VPCI_READ_BLOCK',
      id: 'read',
      nested: { list: [1, 2, { deep: true }] },
    },
    irql: 'PASSIVE',
    sentIn: 1,
    active: ['vpci', 'vpci.busy'],
    sent: [
      { to: 'vf0', title: 'VPCI_READ_BLOCK.completion' },
      { to: 'vf0', title: 'CancelRoutine' },
    ],
    pending: [
      { id: 'a', request: 'ReadBlock', requester: 'app', owner: 'vf0', since: 1, pended: false },
      {
        id: 'read',
        request: 'IOCTL_VPCI_READ_BLOCK',
        requester: 'vf0',
        owner: 'vpci.g0',
        since: 2,
        pended: true,
      },
    ],
    held: ['vf0 holds 1 reference to vpci.g0'],
  },
];

const completion: Given = {
  from: 'vpci.g0',
  to: 'vf0',
  title: 'VPCI_READ_BLOCK.completion',
  status: 'STATUS_SUCCESS',
  irql: 'DISPATCH',
  sentIn: 2,
  transitions: ['vf.busy: Answer #0'],
};

const cancel: Given = {
  from: 'vpci.g0',
  to: 'vf0',
  title: 'CancelRoutine',
  irql: 'DISPATCH',
  sentIn: 2,
};

const move = ({ from, to, title }: Given) => ({ from, to, title });

const violation = {
  property: 'NothingLost',
  rule: 'when nothing can move any more, nobody waits for an answer',
  bugcheck: '0x9F DRIVER_POWER_STATE_FAILURE',
  detail: 'app waits for vf0: ReadBlock',
};

const initial = {
  app: { active: ['vf', 'vf.idle'], context: {} },
  pf: { active: ['pf', 'pf.idle'], context: {} },
  vf0: {
    active: ['vf', 'vf.idle'],
    context: { calls: [{ state: 'free' }], 'key.with.dots': { value: 1 } },
  },
  'vpci.g0': { active: ['vpci', 'vpci.idle'], context: {} },
};

/** Step 3 and 4 race: the answer and the cancellation. */
export const failing: ViewRun = {
  title: 'the shortest schedule that breaks it',
  verdict: { kind: 'violated', text: 'NothingLost' },
  initial,
  held: ['pf holds 1 reference to pci'],
  steps: steps([
    ...begin,
    {
      ...completion,
      changes: [{ path: 'key\\.with\\.dots.value', before: 1, after: 2 }],
      instead: [{ ...move(cancel), outcome: { verdict: 'holds', states: 7 } }],
    },
    {
      ...cancel,
      active: ['vf', 'vf.gone'],
      changes: [{ path: 'calls.0', before: { state: 'sent' } }],
      unexpected: true,
      violations: [violation],
    },
  ]),
  explanation: {
    violation,
    violationStep: 4,
    racingPair: { first: 3, second: 4, sentence: 'Swap steps 3 and 4, and it completes.' },
    tooLateFrom: 3,
    sentences: ['The answer is taken before the cancel routine runs.'],
    held: ['app waits since step 1'],
  },
};

/** The same race the other way round. */
export const passing: ViewRun = {
  title: 'steps 3 and 4 swapped',
  verdict: { kind: 'holds', text: '29 properties held' },
  initial,
  held: ['pf holds 1 reference to pci'],
  sameSteps: 2,
  steps: steps([
    ...begin,
    { ...cancel, active: ['vf', 'vf.idle'] },
    completion,
    {
      from: 'vf0',
      to: 'app',
      title: 'ReadBlock.done',
      status: 'STATUS_CANCELLED',
      sentIn: 3,
      pending: [],
    },
  ]),
};

export const smallDocument: ViewDocument = {
  format: 'sriov-sim-view',
  version: 1,
  title: 'a read that is cancelled',
  facts: [
    ['scenario', 'backchannel'],
    ['VFs', '1'],
  ],
  command: 'sriov-sim replay trace.json',
  mode: 'file',
  charts: { pf: smallChart('pf'), vf: smallChart('vf'), vpci: smallChart('vpci') },
  lanes: smallLanes,
  runs: [failing, passing],
};

/** Lanes of the parent partition, and of `vfs` guests with one VF each, with a client for each. */
function manyLanes(vfs: number): readonly ViewLane[] {
  const numbers = Array.from({ length: vfs }, (_, n) => n);
  const parent = ['pnp', 'vstack', 'vbd', 'ndis', 'pf', 'pci', 'device'];
  return [
    { id: 'administrator', label: 'administrator', group: 'clients', chart: 'client' },
    ...numbers.map((vf) => ({
      id: `application.vf${vf}`,
      label: 'application',
      group: 'clients',
      vf,
      chart: 'client',
    })),
    ...parent.map((id) => ({ id, label: id, group: 'parent partition', chart: id })),
    ...numbers.flatMap((vf) =>
      ['vpci', 'vf'].map((label) => ({
        id: label === 'vf' ? `vf${vf}` : `${label}.g${vf}`,
        label,
        group: `guest ${vf}`,
        vf,
        chart: label,
      })),
    ),
  ];
}

/** The way of a request and back; each hop is a delivery. */
const way = (vf: number): readonly (readonly [string, string])[] => [
  [`application.vf${vf}`, 'WriteBlock'],
  [`vf${vf}`, 'IOCTL_VPCI_WRITE_BLOCK'],
  [`vpci.g${vf}`, 'VPCI_WRITE_BLOCK'],
  ['vstack', 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK'],
  ['ndis', 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK'],
  ['pf', 'WriteVfConfigBlock'],
  ['vbd', 'PCI_VIRTUALIZATION_INTERFACE'],
  ['pci', 'ConfigSpaceAccess'],
  ['device', ''],
];

interface Flying {
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly vf: number;
  /** The hop that it is on; on the way back -1 for the last, -2 for the one before, and so on. */
  readonly at: number;
  readonly sentIn?: number;
}

/** A run of `length` steps with `vfs` VFs, each writing block after block; the order is drawn with `seed`. */
export function largeDocument(length: number, vfs: number, seed: number): ViewDocument {
  const lanes = manyLanes(vfs);
  const random = randomFrom(seed);
  const flying: Flying[] = Array.from({ length: vfs }, (_, vf) => firstOf(vf, undefined));
  const made: ViewStep[] = [];
  while (made.length < length) {
    const at = Math.floor(random() ** 2 * flying.length);
    const [taken] = flying.splice(at, 1) as [Flying];
    const number = made.length + 1;
    const next = nextOf(taken, number);
    const isAnswer = taken.at < 0;
    made.push({
      step: number,
      timeMs: Math.floor(number / 50),
      from: taken.from,
      to: taken.to,
      title: taken.title,
      message: { type: taken.title, id: `slot${taken.vf}`, vf: taken.vf, block: number % 7 },
      transitions: [
        `${chartOf(lanes, taken.to)}.${isAnswer ? 'busy: Answer' : 'idle: Request'} #0`,
      ],
      active: [
        chartOf(lanes, taken.to),
        `${chartOf(lanes, taken.to)}.${isAnswer ? 'idle' : 'busy'}`,
      ],
      sent: [{ to: next.to, title: next.title }],
      changes: [{ path: `slots.${taken.vf}.step`, before: number - 1, after: number }],
      instead: flying.slice(0, 3).map(({ from, to, title }, n) => ({
        from,
        to,
        title,
        ...(n === 0 ? {} : { outcome: { verdict: 'holds' as const, states: number } }),
      })),
      ...(isAnswer ? { status: 'STATUS_SUCCESS' } : { irql: 'PASSIVE' }),
      ...(taken.sentIn === undefined ? {} : { sentIn: taken.sentIn }),
      pending: flying.slice(0, 12).map((each) => ({
        id: `slot${each.vf}`,
        request: each.title,
        requester: each.from,
        owner: each.to,
        since: each.sentIn ?? 1,
        pended: each.at < 0,
      })),
    });
    flying.push(next);
  }
  const kinds = [...new Set(lanes.map(({ chart }) => chart))];
  return {
    format: 'sriov-sim-view',
    version: 1,
    title: `${vfs} VFs write blocks`,
    facts: [
      ['steps', `${length}`],
      ['seed', `${seed}`],
    ],
    mode: 'file',
    charts: Object.fromEntries(kinds.map((kind) => [kind, smallChart(kind)])),
    lanes,
    runs: [
      {
        title: 'a run',
        verdict: { kind: 'holds', text: '29 properties held' },
        initial: Object.fromEntries(
          lanes.map(({ id, chart }) => [
            id,
            { active: [chart, `${chart}.idle`], context: { slots: [] } },
          ]),
        ),
        held: [],
        steps: made,
      },
    ],
  };
}

const chartOf = (lanes: readonly ViewLane[], id: string) =>
  lanes.find((lane) => lane.id === id)?.chart ?? '';

function firstOf(vf: number, sentIn: number | undefined): Flying {
  const [[from, title], [to]] = way(vf) as [[string, string], [string, string]];
  return { from, to, title, vf, at: 0, ...(sentIn === undefined ? {} : { sentIn }) };
}

function nextOf({ vf, at }: Flying, sentIn: number): Flying {
  const hops = way(vf);
  const name = (index: number) => (hops[index] as readonly [string, string])[0];
  const title = (index: number) => (hops[index] as readonly [string, string])[1];
  if (at >= 0 && at + 2 < hops.length) {
    return { from: name(at + 1), to: name(at + 2), title: title(at + 1), vf, at: at + 1, sentIn };
  }
  const back = at >= 0 ? hops.length - 2 : -at - 2;
  if (back < 0) return firstOf(vf, sentIn);
  return {
    from: name(back + 1),
    to: name(back),
    title: `${title(back)}.return`,
    vf,
    at: -back - 1,
    sentIn,
  };
}

/** The multiply-with-carry of Numerical Recipes; any would do. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
