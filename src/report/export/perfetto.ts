/** Chrome trace events, as Perfetto and chrome://tracing open them. */
import type { TraceStep } from '../../trace/trace.ts';
import { toWire } from '../../trace/wire.ts';
import type { ReportLane } from '../lanes.ts';
import { messageText } from '../message-text.ts';
import { causes } from './causes.ts';
import type { ExportTrace } from './export-trace.ts';
import { participants, shownSteps, violationsAt, violationsAtEnd } from './export-trace.ts';
import type { Life } from './lives.ts';
import { livesOf, ownerOf } from './lives.ts';
import { clean, short, violationWords } from './text.ts';

type Event = Readonly<Record<string, unknown>>;

interface Track {
  readonly pid: number;
  readonly tid: number;
}

/** A step takes a microsecond; its slice is shorter, so that two in a row are two. */
const length = 0.8;
const middle = 0.4;

export function perfettoText(trace: ExportTrace): string {
  const steps = shownSteps(trace);
  const ids = participants(trace, steps);
  const lanes = new Map(trace.lanes.map((lane) => [lane.id, lane]));
  const processes = [...new Set(ids.map((id) => processOf(lanes.get(id))))];
  const tracks = new Map<string, Track>(
    ids.map((id, n) => [id, { pid: processes.indexOf(processOf(lanes.get(id))) + 1, tid: n + 1 }]),
  );
  const times = timesOf(trace.steps);
  const at = (step: number) => times[step - 1] ?? 0;
  const events = [
    ...processes.map((name, n) => named('process_name', { pid: n + 1, tid: 0 }, name)),
    ...ids.flatMap((id) => threadNames(id, tracks.get(id) as Track)),
    ...steps.flatMap((step) => stepEvents(trace, step, tracks.get(step.to) as Track, at)),
    ...flows(trace, steps, tracks, at),
    ...livesOf(trace.steps).flatMap((life) => requestEvents(trace, life, tracks, at)),
    ...violationsAtEnd(trace).map((each) =>
      instant(violationWords(each, 300), { pid: 1, tid: 1 }, at(trace.steps.length) + length, 'g'),
    ),
  ];
  const document = {
    displayTimeUnit: 'ms',
    otherData: { title: short(trace.title, 200), source: 'sriov-sim export' },
    traceEvents: events,
  };
  return `${JSON.stringify(document, (_key, value) => cleaned(value))}\n`;
}

/** Strings and the names of fields made harmless; called for each value within. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key), each]));
}

/** In microseconds: virtual time where it moves, one for each step where it stands still. */
function timesOf(steps: readonly TraceStep[]): readonly number[] {
  let last = 0;
  return steps.map(({ timeMs }) => {
    last = Math.max(last + 1, timeMs * 1000);
    return last;
  });
}

function processOf(lane: ReportLane | undefined): string {
  if (lane === undefined) return 'outside';
  if (lane.partition === 'client') return 'clients';
  return lane.partition === 'parent' ? 'parent partition' : `guest ${lane.guest ?? 0}`;
}

function named(name: string, { pid, tid }: Track, text: string): Event {
  return { ph: 'M', name, pid, tid, args: { name: short(text, 100) } };
}

function threadNames(id: string, track: Track): readonly Event[] {
  return [
    named('thread_name', track, id),
    { ph: 'M', name: 'thread_sort_index', ...track, args: { sort_index: track.tid } },
  ];
}

function stepEvents(
  trace: ExportTrace,
  step: TraceStep,
  track: Track,
  at: (step: number) => number,
): readonly Event[] {
  const { name, status, fields } = messageText(step.message);
  const ts = at(step.step);
  const mark = trace.marks.get(step.step);
  // Its receiver makes no step.
  if (step.lost === true) return [instant(`lost: ${short(name, 200)}`, track, ts + middle, 't')];
  return [
    {
      ph: 'X',
      cat: 'step',
      name: short(status === undefined ? name : `${name} ${status}`, 200),
      ts,
      dur: length,
      ...track,
      args: {
        step: step.step,
        from: step.from,
        fields: short(fields, 500),
        before: step.before,
        after: step.after,
        reception: step.reception,
        message: toWire(step.message),
        sent: step.sent.map(({ to, message }) => `${to}: ${message.type}`),
      },
    },
    ...(mark === undefined ? [] : [instant(mark, track, ts + middle, 't')]),
    ...violationsAt(trace, step.step).map((each) =>
      instant(violationWords(each, 300), track, ts + middle, 'g'),
    ),
  ];
}

function instant(name: string, track: Track, ts: number, scope: 'g' | 't'): Event {
  return { ph: 'i', cat: 'finding', name, ts, s: scope, ...track };
}

/** An arrow from the step that sent to the step that delivered. */
function flows(
  trace: ExportTrace,
  steps: readonly TraceStep[],
  tracks: ReadonlyMap<string, Track>,
  at: (step: number) => number,
): readonly Event[] {
  const sources = causes(trace.steps, trace.copies);
  return steps.flatMap(({ step, from, to, message, lost }) => {
    const source = sources.get(step);
    if (lost === true || source === undefined || source < trace.from) return [];
    const flow = { cat: 'message', name: short(message.type, 200), id: step };
    return [
      { ph: 's', ...flow, ts: at(source) + middle, ...(tracks.get(from) as Track) },
      { ph: 'f', bp: 'e', ...flow, ts: at(step) + middle, ...(tracks.get(to) as Track) },
    ];
  });
}

/** A request from its first delivery to its answer, as far as it is in what is shown. */
function requestEvents(
  trace: ExportTrace,
  life: Life,
  tracks: ReadonlyMap<string, Track>,
  at: (step: number) => number,
): readonly Event[] {
  const first = Math.max(life.since, trace.from);
  const last = Math.min(life.until ?? trace.steps.length, trace.to);
  const track = tracks.get(ownerOf(life)) ?? tracks.get(life.requester);
  if (first > last || track === undefined) return [];
  const same = {
    cat: 'request',
    id: `request ${life.since}`,
    name: short(`${life.request} of ${life.requester}`, 200),
    ...track,
  };
  const args = {
    id: life.id,
    requester: life.requester,
    owners: life.locations.map(({ owner }) => owner),
    status: life.status ?? (life.until === undefined ? 'never answered' : 'none'),
  };
  // What is still outstanding reaches to the end of the last step.
  const end = at(last) + (life.until === last ? middle : length);
  return [
    { ph: 'b', ...same, ts: at(first) + middle, args },
    ...life.events
      .filter(({ kind, step }) => kind === 'pended' && step >= first && step <= last)
      .map(({ step }) => ({ ph: 'n', ...same, ts: at(step) + middle, args: { what: 'pended' } })),
    { ph: 'e', ...same, ts: end },
  ];
}
