/** Exports that programs read: each is read again here, and what it says is compared with the trace. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ExportTrace } from '../../src/report/export/index.ts';
import { exportFormats } from '../../src/report/export/index.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { exportOf, hostileExport, hostileTexts, race, raceExport } from './export-cases.ts';
import { stepOf } from './hand-made.ts';

const { perfetto, shiviz, dot } = exportFormats;

const track = { pid: z.int(), tid: z.int(), name: z.string() };
const timed = { ...track, ts: z.number().min(0), cat: z.string() };
const args = z.record(z.string(), z.unknown());
/** The phases of the trace event format that we use, with the fields that each must have. */
const eventSchema = z.discriminatedUnion('ph', [
  z.strictObject({ ph: z.literal('M'), ...track, args }),
  z.strictObject({ ph: z.literal('X'), ...timed, dur: z.number().positive(), args }),
  z.strictObject({ ph: z.literal('i'), ...timed, s: z.enum(['g', 't']) }),
  z.strictObject({ ph: z.literal('s'), ...timed, id: z.int() }),
  z.strictObject({ ph: z.literal('f'), ...timed, id: z.int(), bp: z.literal('e') }),
  z.strictObject({ ph: z.literal('b'), ...timed, id: z.string(), args }),
  z.strictObject({ ph: z.literal('n'), ...timed, id: z.string(), args }),
  z.strictObject({ ph: z.literal('e'), ...timed, id: z.string() }),
]);
const documentSchema = z.strictObject({
  displayTimeUnit: z.enum(['ms', 'ns']),
  otherData: z.record(z.string(), z.string()),
  traceEvents: z.array(eventSchema),
});
type Event = z.output<typeof eventSchema>;
type Of<P extends Event['ph']> = Extract<Event, { ph: P }>;

function eventsOf(trace: ExportTrace) {
  const text = perfetto(trace);
  expect(text).not.toMatch(/\\ud[89a-f]/i);
  const { traceEvents } = documentSchema.parse(JSON.parse(text));
  return <P extends Event['ph']>(ph: P) =>
    traceEvents.filter((each): each is Of<P> => each.ph === ph);
}

/** Slices of a track do not overlap; both ends of an arrow lie in a slice; what begins ends, and later. */
function checkEvents(of: ReturnType<typeof eventsOf>): void {
  const slices = of('X');
  for (const [n, slice] of slices.entries()) {
    const next = slices.slice(n + 1).find(({ tid }) => tid === slice.tid);
    if (next !== undefined) expect(next.ts).toBeGreaterThanOrEqual(slice.ts + slice.dur);
  }
  const isIn = ({ ts, tid, pid }: Of<'s'> | Of<'f'>) =>
    slices.some(
      (each) => each.tid === tid && each.pid === pid && each.ts <= ts && ts <= each.ts + each.dur,
    );
  const ends = new Map(of('f').map((each) => [each.id, each]));
  expect(of('s')).toHaveLength(ends.size);
  for (const start of of('s')) {
    const end = ends.get(start.id);
    expect(isIn(start) && end !== undefined && isIn(end) && end.ts > start.ts).toBe(true);
  }
  const over = new Map(of('e').map((each) => [each.id, each.ts]));
  expect(of('b')).toHaveLength(over.size);
  for (const { id, ts } of of('b')) expect(over.get(id) ?? -1).toBeGreaterThan(ts);
}

describe('perfetto', () => {
  test('has a slice for each step, an arrow for each message, a bar for each request', () => {
    const of = eventsOf(raceExport);
    checkEvents(of);
    expect(of('X').map(({ ts, args: { step } }) => [ts, step])).toEqual(
      race.map(({ step }) => [5000 + step - 1, step]),
    );
    expect(of('s').map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(of('b').map(({ name, args }) => [name, args.owners, args.status])).toEqual([
      ['IOCTL_VPCI_READ_BLOCK of vf0', ['ndis.vf0', 'vpci.g0'], 'never answered'],
      ['VPCI_READ_BLOCK of vpci.g0', ['vstack'], 'STATUS_SUCCESS'],
    ]);
    expect(of('n')).toHaveLength(1);
    expect(of('i').map(({ name }) => name)).toEqual([
      'first of the racing pair',
      'second of the racing pair',
      'violated: DoubleCompletion: completed twice',
      'violated: NothingLost: vf0 waits',
    ]);
    expect(of('M').flatMap(({ name, args }) => (name === 'process_name' ? args.name : []))).toEqual(
      ['parent partition', 'guest 0'],
    );
  });

  test('a part, a lost message and hostile strings are well-formed too', () => {
    checkEvents(eventsOf({ ...raceExport, from: 3, to: 6 }));
    const lost = race.map((step) => (step.step === 5 ? { ...step, lost: true as const } : step));
    expect(eventsOf(exportOf(lost))('i').map(({ name }) => name)).toEqual(['lost: IoCancelIrp']);
    const of = eventsOf(hostileExport());
    checkEvents(of);
    expect(of('X')).toHaveLength(hostileTexts.length);
    expect(Math.max(...of('X').map(({ name }) => name.length))).toBeLessThan(500);
  });
});

/** The expression of docs/exports.md, used as ShiViz does. */
function logOf(trace: ExportTrace) {
  const text = shiviz(trace);
  const expression = /(?<event>.*)\n(?<host>\S*) (?<clock>{.*})/g;
  const events = [...text.matchAll(expression)].map(({ groups }) => ({
    event: groups?.event ?? '',
    host: groups?.host ?? '',
    clock: JSON.parse(groups?.clock ?? '') as Readonly<Record<string, number>>,
  }));
  expect(
    events.map(({ event, host, clock }) => `${event}\n${host} ${JSON.stringify(clock)}\n`).join(''),
  ).toBe(text);
  const counts = new Map<string, number>();
  for (const { host, clock } of events) {
    counts.set(host, (counts.get(host) ?? 0) + 1);
    expect(clock[host]).toBe(counts.get(host));
  }
  return events;
}

describe('shiviz', () => {
  test('has clocks in which a step knows exactly what leads to it', () => {
    const events = logOf(raceExport);
    expect(events.map(({ host, clock }) => [host, clock])).toEqual([
      ['vf0', { vf0: 1 }],
      ['ndis.vf0', { vf0: 1, 'ndis.vf0': 1 }],
      ['vpci.g0', { vf0: 1, 'ndis.vf0': 1, 'vpci.g0': 1 }],
      ['vf0', { vf0: 2, 'ndis.vf0': 1, 'vpci.g0': 1 }],
      ['vpci.g0', { vf0: 2, 'ndis.vf0': 1, 'vpci.g0': 2 }],
      // The packet was sent in step 3: it knows nothing of the cancellation.
      ['vstack', { vf0: 1, 'ndis.vf0': 1, 'vpci.g0': 1, vstack: 1 }],
      ['vpci.g0', { vf0: 2, 'ndis.vf0': 1, 'vpci.g0': 3, vstack: 1 }],
    ]);
  });

  test('a part begins to count anew; hostile names are hosts of their own', () => {
    expect(logOf({ ...raceExport, from: 4 }).map(({ clock }) => clock['vpci.g0'])).toEqual([
      undefined,
      1,
      undefined,
      2,
    ]);
    const events = logOf(hostileExport());
    expect(new Set(events.map(({ host }) => host)).size).toBe(hostileTexts.length);
  });
});

/** Reads what we write of the DOT language: strings are taken as Graphviz takes them. */
function graphOf(trace: ExportTrace) {
  const text = dot(trace);
  const tokens = /\s*("(?:[^"\\\n]|\\[\\"n])*"|->|[{}[\];,=]|[\w.]+)/gy;
  const words: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    tokens.lastIndex = at;
    const found = tokens.exec(text);
    if (found === null) throw new Error(`no DOT: ${text.slice(at, at + 40)}`);
    words.push(found[1] as string);
    at = tokens.lastIndex;
  }
  const line = words.join(' ');
  let depth = 0;
  for (const word of words) depth += word === '{' ? 1 : word === '}' ? -1 : 0;
  expect(depth).toBe(0);
  expect(line).not.toMatch(/&(?!amp;|lt;|gt;)/);
  return {
    clusters: [...line.matchAll(/subgraph cluster_\d+ \{ label = ("(?:[^"\\]|\\.)*") ;/g)].map(
      ([, label]) => label,
    ),
    nodes: [...line.matchAll(/(?<=[{;] )s(\d+) \[ label/g)].map(([, step]) => Number(step)),
    edges: [...line.matchAll(/s(\d+) -> s(\d+) \[ (style|tooltip)/g)].map(([, a, b, how]) => [
      Number(a),
      Number(b),
      how === 'tooltip' ? 'message' : 'order',
    ]),
    text,
  };
}

describe('dot', () => {
  test('has a cluster for each actor, and edges for order and messages', () => {
    const { clusters, nodes, edges, text } = graphOf(raceExport);
    expect(clusters).toEqual(['"vstack"', '"vpci.g0"', '"ndis.vf0"', '"vf0"']);
    expect(nodes.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(edges).toEqual([
      [1, 2, 'message'],
      [2, 3, 'message'],
      [1, 4, 'order'],
      [3, 4, 'message'],
      [3, 5, 'order'],
      [4, 5, 'message'],
      [3, 6, 'message'],
      [5, 7, 'order'],
      [6, 7, 'message'],
    ]);
    expect(text).toContain('violated: NothingLost: vf0 waits');
  });

  test('hostile strings stay strings', () => {
    const { clusters, nodes } = graphOf(hostileExport());
    expect(clusters).toHaveLength(hostileTexts.length);
    expect(nodes).toHaveLength(hostileTexts.length);
  });
});

test('a copy is sent by the step that sent the message, and the message stays', () => {
  const ping = (step: number, sent: TraceStep['sent'] = []) =>
    stepOf({ step, from: 'pf', to: 'ndis', message: { type: 'Ping' }, sent });
  const begin = stepOf({
    step: 1,
    from: 'ndis',
    to: 'pf',
    message: { type: 'Begin' },
    sent: [{ to: 'ndis', message: { type: 'Ping' } }],
  });
  const steps = [begin, ping(2), ping(3)];
  const messages = (copies: readonly number[]) =>
    graphOf(exportOf(steps, { copies: new Set(copies) })).edges.filter(
      ([, , how]) => how === 'message',
    );
  expect(messages([2])).toEqual([
    [1, 2, 'message'],
    [1, 3, 'message'],
  ]);
  expect(messages([])).toEqual([[1, 2, 'message']]);
});
