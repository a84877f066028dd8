/** Every request of a trace with its stack locations and its history, in the manner of the debugger's `!irp`. */
import { messageText } from '../message-text.ts';
import { causes } from './causes.ts';
import type { ExportTrace } from './export-trace.ts';
import { violationsAt } from './export-trace.ts';
import type { Life, LifeEvent } from './lives.ts';
import { livesOf, ownerOf } from './lives.ts';
import { short, violationWords } from './text.ts';

const longest = 200;

export function irpText(trace: ExportTrace): string {
  const { steps, from, to } = trace;
  const all = livesOf(steps.filter(({ step }) => step <= to));
  const byStep = new Map(all.map((life) => [life.since, life]));
  const sources = causes(steps, trace.copies);
  const shown = all.filter(({ until, events }) => {
    const last = Math.max(until ?? to, events.at(-1)?.step ?? 0);
    return last >= from;
  });
  const pending = shown.filter(({ until }) => until === undefined);
  const done = shown.filter(({ until }) => until !== undefined);
  const last = Math.min(to, steps.length);
  const range = from > 1 ? `steps ${from} to ${last}` : `step ${last}`;
  const head = `${shown.length} requests of ${short(trace.title, longest)}: ${pending.length} pending after ${range}`;
  const texts = [...pending, ...done].map((life) => {
    const cause = sources.get(life.since);
    return lifeText(life, cause === undefined ? undefined : byStep.get(cause), trace);
  });
  return `${[head, ...texts].join('\n\n')}\n`;
}

/** `within`: the request whose delivery made its owner ask this one. */
function lifeText(life: Life, within: Life | undefined, trace: ExportTrace): string {
  const isPending = life.until === undefined;
  const reason = within === undefined ? [] : [`  for ${heading(within)}, step ${within.since}`];
  const stack = life.locations.map(({ owner, from, step }, n) => {
    const mark = isPending && n === life.locations.length - 1 ? '>' : ' ';
    return ` ${mark} [${n + 1}] ${brief(owner)}, from ${brief(from)} at step ${step}`;
  });
  const steps = [...new Set(life.events.map(({ step }) => step))];
  const lines = [
    `${heading(life)}: ${outcome(life)}`,
    ...reason,
    ...stack.reverse(),
    ...life.events.map(eventText),
    ...steps.flatMap((step) =>
      violationsAt(trace, step).map((each) => `${at(step)}${violationWords(each, longest)}`),
    ),
  ];
  return lines.join('\n');
}

function heading({ request, id, requester }: Life): string {
  return `${brief(request)} (${brief(id)}) of ${brief(requester)}`;
}

function outcome(life: Life): string {
  const { until, status, since, pended } = life;
  if (until !== undefined) {
    return `${status === undefined ? 'ended' : `completed ${brief(status)}`} at step ${until}`;
  }
  const owner = brief(ownerOf(life));
  return `pending since step ${since}, ${owner} owns it${pended ? ', marked pending' : ''}`;
}

const verbs: Readonly<Record<LifeEvent['kind'], string>> = {
  asked: 'asks',
  passed: 'passes it down to',
  pended: 'says "pending" to',
  cancel: 'cancels it at',
  completing: 'completes it, to',
  completed: 'completion reaches',
  ended: 'ends it, to',
};

function eventText({ step, kind, from, to, message }: LifeEvent): string {
  const { name, fields, status } = messageText(message);
  const words = [kind === 'cancel' ? message.type : name, status, fields].filter(
    (each) => each !== undefined && each !== '',
  );
  return `${at(step)}${brief(from)} ${verbs[kind]} ${brief(to)}: ${short(words.join(' '), longest)}`;
}

/** A name of a usual length as it is. */
function brief(name: string): string {
  return short(name, 60);
}

function at(step: number): string {
  return `${`${step}`.padStart(9)}  `;
}
