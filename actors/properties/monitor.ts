/**
 * One shape for all monitors: a machine that watches, remembers what it must, and stops at the
 * first thing that is wrong. What differs is a pure function from memory and observation to the
 * next memory. Memories are plain data with sorted keys and no running counters, so that equal
 * situations are equal states.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, setup } from 'xstate';
import type { Message, MonitorProperty, Outgoing } from '../../src/system/index.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { NTSTATUS, ntSuccess } from '../../src/wdk/ntstatus.ts';

/** A message as a monitor sees it: any fields, each to be looked at before use. */
export type Seen = Message & Readonly<Record<string, unknown>>;

/** A delivery: who sent what to whom. `from` is who put it on the channel. */
export interface Observation {
  readonly from: string;
  readonly to: string;
  readonly message: Seen;
  /** What the receiver sent in the same step, for a monitor that asks for it. */
  readonly sent?: readonly Outgoing[];
}

/** Says that the rule is broken, and how. */
export class Wrong {
  readonly detail: string;
  constructor(detail: string) {
    this.detail = detail;
  }
}

/** The rule is broken: why, with the names of those involved. */
export function wrong(detail: string): Wrong {
  return new Wrong(detail);
}

export interface MonitorSpec<M> extends Omit<MonitorProperty, 'kind' | 'machine' | 'finally'> {
  /** Nothing remembered yet. */
  readonly initial: M;
  /** The memory after this delivery; the same one when it does not matter. */
  next(memory: M, seen: Observation): M | Wrong;
  /** What is wrong with this memory when nothing can move any more. */
  finally?(memory: M): string | undefined;
}

interface MonitorContext<M> {
  readonly memory: M;
  readonly detail: string | null;
}

/** The property of such a monitor. */
export function monitor<M>(spec: MonitorSpec<M>): MonitorProperty {
  const { initial, next, finally: atEnd, ...property } = spec;
  type Context = MonitorContext<M>;
  const machine = setup({
    types: {} as { context: Context; events: Observation & { type: 'observe' } },
    guards: {
      breaksRule: ({ context, event }) => next(context.memory, event) instanceof Wrong,
    },
    actions: {
      remember: assign(({ context, event }) => ({
        memory: next(context.memory, event) as M,
      })),
      // What was remembered no longer counts.
      say: assign(({ context, event }) => ({
        memory: initial,
        detail: (next(context.memory, event) as Wrong).detail,
      })),
    },
  }).createMachine({
    id: property.name,
    context: { memory: initial, detail: null },
    initial: 'watching',
    states: {
      watching: {
        on: {
          observe: [
            { guard: 'breaksRule', target: 'violated', actions: 'say' },
            { actions: 'remember' },
          ],
        },
      },
      // One violation is enough: what comes after it is not looked at.
      violated: { tags: 'error', on: { observe: {} } },
    },
  });
  const verdict = (snapshot: AnyMachineSnapshot) =>
    snapshot.matches('violated') ? undefined : atEnd?.((snapshot.context as Context).memory);
  return {
    ...property,
    kind: 'monitor',
    machine,
    ...(atEnd === undefined ? {} : { finally: verdict }),
  };
}

/** A rule about what one driver does: every actor has a memory of its own, of what it received and sent. */
export interface DriverSpec<M>
  extends Omit<MonitorSpec<M>, 'each' | 'sends' | 'observes' | 'input' | 'next'> {
  /** The memory after a delivery to the driver. */
  received?(memory: M, seen: Observation): M | Wrong;
  /** The memory after the driver has sent something; `step` is the delivery in whose step it did. */
  did?(memory: M, seen: Observation, step: Observation): M | Wrong;
}

/** The property of such a rule. It sees every step of the driver: any may be the one in which it sends. */
export function driverMonitor<M>(spec: DriverSpec<M>): MonitorProperty {
  const { received, did, ...rest } = spec;
  return monitor<M>({
    ...rest,
    each: true,
    sends: true,
    observes: '*',
    next(before, step) {
      let memory = received === undefined ? before : received(before, step);
      for (const { to, message } of did === undefined ? [] : (step.sent ?? [])) {
        if (memory instanceof Wrong) return memory;
        memory = did?.(memory, { from: step.to, to, message: message as Seen }, step) ?? memory;
      }
      return memory;
    },
  });
}

/** A field that holds text; empty text when it does not. */
export function text(message: Seen, field: string): string {
  const value = message[field];
  return typeof value === 'string' ? value : '';
}

/** A field that holds a number. */
export function number(message: Seen, field: string): number | undefined {
  const value = message[field];
  return typeof value === 'number' ? value : undefined;
}

/** A field that holds a structure, such as the parameters of an OID. */
export function structure(message: Seen, field: string): Seen {
  const value = message[field];
  return { type: field, ...(typeof value === 'object' && value !== null ? value : {}) };
}

/** Whether a message says that an IRP has succeeded. */
export function hasSucceeded(message: Seen): boolean {
  const status = text(message, 'status');
  return status in NTSTATUS && ntSuccess(status as NtStatus);
}

/** What tells a request from others that are open: who asked, for what, and its id. */
export const requestKey = (requester: string, request: string, message: Seen) =>
  `${requester} ${request} ${text(message, 'id')}`;
