/** The end of a run on a terminal: what was asked, what happened, which properties held, and the verdict. */
import { statusKind } from './message-text.ts';
import type { ClientReport, ClientStepReport, RunSummary, Verdict } from './run-summary.ts';
import { paintLine, span, wrap } from './spans.ts';
import type { Style } from './style.ts';

const labelWidth = 13;

/** The summary as text; violations are printed where they happen and only named here. */
export function summaryText(summary: RunSummary, style: Style, width: number): string {
  const section = (label: string, text: string) =>
    text === ''
      ? []
      : [
          style.bold(label.padEnd(labelWidth)) +
            wrap(text, width - labelWidth, ' '.repeat(labelWidth)),
        ];
  return [
    ...clientLines(summary.clients, style, width),
    ...summary.vfs.flatMap(({ vf, life }) => section(`VF ${vf}`, life.join(', ') || 'never there')),
    ...section('messages', countsText(summary)),
    ...section('held', namesText(summary.held)),
    ...section('seen', namesText(summary.reached)),
    ...section('not reached', namesText(summary.notReached)),
    ...section('pending', pendingText(summary)),
    verdictText(summary.verdict, style, width),
  ].join('\n');
}

export function verdictText({ kind, text }: Verdict, style: Style, width: number): string {
  const paint = {
    holds: style.green,
    violated: style.red,
    failed: style.red,
    bounds: style.yellow,
    interrupted: style.yellow,
  }[kind];
  const word = kind === 'bounds' ? 'bounds reached' : kind;
  return wrap(`${word}: ${text}`, width - 2, '  ').replace(word, (found) =>
    style.bold(paint(found)),
  );
}

/** Clients that asked the same and got the same are told once. */
function clientLines(clients: readonly ClientReport[], style: Style, width: number): string[] {
  const groups = new Map<string, { ids: string[]; steps: readonly ClientStepReport[] }>();
  for (const { id, steps } of clients) {
    const key = JSON.stringify([id.replace(/\.vf\d+$/, ''), steps.map(withoutVf)]);
    const group = groups.get(key) ?? { ids: [], steps };
    group.ids.push(id);
    groups.set(key, group);
  }
  const requests = [...groups.values()].flatMap(({ steps }) =>
    alikeTogether(steps).map((step) => step.request),
  );
  const room = Math.min(44, Math.max(0, ...requests.map((request) => request.length))) + 2;
  return [...groups.values()].flatMap(({ ids, steps }) => [
    style.bold(groupName(ids)),
    ...alikeTogether(steps).map((step) => stepLine(step, room, style, width)),
  ]);
}

function groupName(ids: readonly string[]): string {
  const [first = '', last = ''] = [ids[0], ids.at(-1)];
  return ids.length === 1
    ? first
    : `${first} to ${last.replace(/^.*\./, '')} (${ids.length} alike)`;
}

function stepLine(step: ClientStepReport, room: number, style: Style, width: number): string {
  // A request that is longer than the column still has a blank behind it.
  const spans = [span(`  ${step.request.padEnd(room - 1)} `)];
  if (step.outcome === 'answered') {
    const status = step.status ?? '';
    const kind = statusKind(status);
    spans.push(
      span(status, { success: style.green, pending: style.yellow, failure: style.red }[kind]),
    );
    if (step.value !== undefined) spans.push(span(` ${valueText(step.value)}`));
  } else {
    const words = step.outcome === 'waiting' ? 'no answer came' : 'not sent';
    spans.push(span(words, step.outcome === 'waiting' ? style.yellow : style.dim));
  }
  if (step.insteadOf !== undefined) {
    spans.push(span(`  expected ${step.insteadOf.join(' or ')}`, style.red));
  }
  return paintLine(spans, width);
}

/** Steps in a row that differ in the VF only, as one: `AssignVf VF 0 to 3`. */
function alikeTogether(steps: readonly ClientStepReport[]): readonly ClientStepReport[] {
  const rows: { first: ClientStepReport; last: ClientStepReport }[] = [];
  for (const step of steps) {
    const row = rows.at(-1);
    if (row !== undefined && sameBut(row.last, step)) row.last = step;
    else rows.push({ first: step, last: step });
  }
  return rows.map(({ first, last }) => {
    if (first === last) return first;
    const end = vfNumber.exec(last.request)?.[2] ?? '';
    return { ...first, request: first.request.replace(vfNumber, `$1$2 to ${end}`) };
  });
}

const vfNumber = /(\bVF |\.vf)(\d+)/;

function sameBut(a: ClientStepReport, b: ClientStepReport): boolean {
  return a.request !== b.request && JSON.stringify(withoutVf(a)) === JSON.stringify(withoutVf(b));
}

function withoutVf(step: ClientStepReport): ClientStepReport {
  return { ...step, request: step.request.replace(vfNumber, '$1') };
}

function valueText(value: string | number): string {
  return typeof value === 'number' ? `0x${value.toString(16)}` : `'${value}'`;
}

function countsText({ steps, sent, timeMs, received }: RunSummary): string {
  const time = timeMs === 0 ? '' : ` in ${timeMs} ms of virtual time`;
  const kinds = received.map(({ kind, count }) => `${kind} ${count}`).join(', ');
  return `${steps} delivered${time}, ${sent} sent; received by ${kinds}`;
}

/** Names in alphabetical order, one that occurs several times (once per VF, say) with its count. */
function namesText(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => (count === 1 ? name : `${name} (${count})`))
    .join(', ');
}

/** At most so many pending requests are named: after a bring-up every VF has one. */
const pendingNamed = 4;

function pendingText({ pending }: RunSummary): string {
  const named = pending
    .slice(0, pendingNamed)
    .map(
      ({ request, requester, owner, since }) =>
        `${request} of ${requester} is with ${owner} since step ${since}`,
    );
  const more = pending.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
