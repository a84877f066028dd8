/** What a run and an exploration say alike of what they find. */
import type { AnyMachineSnapshot } from 'xstate';
import type { Envelope } from './message.ts';
import type { MonitorProperty, Property, Violation } from './property.ts';

type Finding = Pick<Violation, 'property' | 'rule' | 'bugcheck'>;

/** Findings that need no property. Names as in a property list. */
export const builtIn = {
  unexpected: {
    property: 'UnexpectedMessage',
    rule: 'every message is taken by the state that it finds its receiver in',
  },
  hang: {
    property: 'NothingLost',
    rule: 'when nothing can move any more, nobody waits for an answer',
  },
  failed: { property: 'NoException', rule: 'no machine throws' },
  deadlock: {
    property: 'Deadlock',
    rule: 'when nothing can move any more, every actor is in a final state',
  },
} as const satisfies Record<string, Finding>;

/** The part of a violation that its property says. */
export function findingOf({ name, rule, bugcheck }: Property): Finding {
  return { property: name, rule, ...(bugcheck === undefined ? {} : { bugcheck }) };
}

/** Whether the monitor is sent a copy of messages of this type. */
export function observes({ observes: types }: MonitorProperty, type: string): boolean {
  return types === '*' || types.includes(type);
}

/** What an actor's own copy of a monitor says at the end: the copy does not know whose it is. */
export function copyDetail(actor: string, detail: string): string {
  return `${actor}: ${detail}`;
}

/** What a monitor says is wrong: its context's `detail`, or the state that it is in. */
export function monitorDetail(snapshot: AnyMachineSnapshot): string {
  const { detail } = snapshot.context as { readonly detail?: unknown };
  return typeof detail === 'string'
    ? detail
    : `the monitor is in ${JSON.stringify(snapshot.value)}`;
}

/** `state`: that of the receiver, as text; empty for a machine without states. */
export function unexpectedText({ from, to, message }: Envelope, state: string): string {
  const where = state === '' ? 'its only state' : state;
  // Where system.get finds nobody, XState sends to the sender.
  const hint = from === to ? ' (was it meant for an id that nobody has?)' : '';
  return `'${message.type}' from ${from} reached ${to} in ${where}, which does not take it${hint}`;
}

/** What is wrong when nothing can move any more and these actors are not in a final state. */
export function deadlockText(open: readonly string[]): string {
  return `${open.join(', ')} cannot move and ${open.length === 1 ? 'is' : 'are'} not in a final state`;
}

/** A message that no state ever took. */
export function putOffText({ from, to, message }: Envelope): string {
  return `${to} never takes '${message.type}' from ${from}, which its state puts off`;
}

/** A message that is left in a queue holds up those behind it. */
export function heldUpText({ from, to, message }: Envelope): string {
  return `${to} never gets '${message.type}' from ${from}, which waits behind a message that is left in flight`;
}
