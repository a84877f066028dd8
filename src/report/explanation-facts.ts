/**
 * What the steps of a violating schedule tell besides: who is the one that nobody waits behind, what was sent in the
 * step in which it went wrong, and where the status of an answer began. Read from the records of the replayed schedule.
 */
import type { Message, Outgoing } from '../system/message.ts';
import type { PendingRequest, TraceStep } from '../trace/trace.ts';
import type { MessageWords } from './message-text.ts';
import { messageText, statusKind } from './message-text.ts';

/** A message with its status, and with its type where that says more than what it is about: for single lines. */
export function wholeText(message: Message, words: MessageWords = messageText): string {
  const { name, fields, status, routine } = words(message);
  return [
    name,
    ...(status === undefined ? [] : [status.replace(/^(NDIS_)?STATUS_/, '')]),
    ...(fields === '' ? [] : [fields]),
    ...(routine === undefined ? [] : [`(${routine})`]),
  ].join(' ');
}

/**
 * Of those who wait for each other the ones at the end of the chain: they owe an answer, and wait for nobody
 * themselves. Each with the state that it stands in.
 */
export function stuckTexts(
  held: readonly PendingRequest[],
  records: readonly TraceStep[],
): readonly string[] {
  const last = held.filter(({ owner }) => !held.some(({ requester }) => requester === owner));
  const owners = [...new Set(last.map(({ owner }) => owner))];
  return owners.map((owner) => {
    const owed = last.filter((each) => each.owner === owner);
    const what = owed.map(
      ({ request, requester, since }) => `${request} to ${requester} since step ${since}`,
    );
    const state = records.findLast(({ to }) => to === owner)?.after ?? '';
    const stands = state === '' ? '' : `; it stands in ${state}`;
    return `${owner} owes ${what.join(', ')}, and waits for nobody${stands}`;
  });
}

/** What the receiver of the last step sent in it; at most `most` messages. */
export function sentTexts(
  records: readonly TraceStep[],
  most: number,
  words?: MessageWords,
): readonly string[] {
  const { to: sender, sent = [] } = records.at(-1) ?? {};
  const texts = sent
    .slice(0, most)
    .map(({ to, message }) => `${sender} → ${to}  ${wholeText(message, words)}`);
  return sent.length > most ? [...texts, `and ${sent.length - most} more`] : texts;
}

/**
 * The last steps in which somebody was told that something has failed; at most `most`. An IRP that nobody has served
 * keeps STATUS_NOT_SUPPORTED: many do, and it is no failure.
 */
export function failedSteps(
  records: readonly TraceStep[],
  most: number,
  words: MessageWords = messageText,
): readonly number[] {
  const failed = records.filter(({ message }) => {
    const { status } = words(message);
    const isServed = status?.endsWith('_NOT_SUPPORTED') === false;
    return isServed && statusKind(status) === 'failure';
  });
  return failed.slice(-most).map(({ step }) => step);
}

/**
 * Where the status of the last message began, when others have only handed it on: who was the first to say it, and on
 * what. Undefined when the last message has none, or its sender was the first.
 */
export function statusOrigin(
  records: readonly TraceStep[],
  words?: MessageWords,
): string | undefined {
  const last = records.at(-1);
  const kind = last === undefined ? undefined : kindOf(last.message);
  if (last === undefined || kind === undefined) return undefined;
  let first = last;
  let cause = causeOf(records, last);
  while (cause !== undefined && kindOf(cause.message) === kind) {
    first = cause;
    cause = causeOf(records, first);
  }
  if (first === last) return undefined;
  const told = `step ${first.step}: ${wholeText(first.message, words)} from ${first.from} to ${first.to}`;
  if (cause === undefined) return told;
  const what = wholeText(cause.message, words);
  return `${told}; ${first.from} sent it on step ${cause.step}: ${what} from ${cause.from}`;
}

function kindOf(message: Message): string | undefined {
  const { status } = message as { readonly status?: unknown };
  // A PnP IRP begins with a status, which is no answer.
  return typeof status === 'string' && !message.type.startsWith('IRP_')
    ? statusKind(status)
    : undefined;
}

/** The step in which the message of `step` was sent: the latest one before it in which its sender sent the like. */
function causeOf(records: readonly TraceStep[], step: TraceStep): TraceStep | undefined {
  const key = JSON.stringify(withoutSender(step.message));
  const isIt = ({ to, message }: Outgoing) =>
    to === step.to && JSON.stringify(withoutSender(message)) === key;
  return records.findLast(
    (each) => each.step < step.step && each.to === step.from && each.sent.some(isIt),
  );
}

/** The sender is added on the way. */
function withoutSender(message: Message): object {
  const { from: _, ...rest } = message as Message & Readonly<Record<string, unknown>>;
  return rest;
}
