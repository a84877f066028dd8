/**
 * Mutants that answer with another status: the machine itself is as it was, what it sends when it takes one of its
 * transitions is changed on the way out. No config says what an action will send, so the transitions that do answer
 * are handed in: a behaviour knows them.
 */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Behaviour } from '../../../src/generate/index.ts';
import { takenTransitions } from '../../../src/system/index.ts';
import type { ChartMutant } from './mutants.ts';

/** Ids of the transitions after which a message with a status is sent. */
export function answeringTransitions(behaviour: Behaviour): readonly string[] {
  const ids = new Set<string>();
  for (const { moves } of behaviour.states) {
    for (const { output, taken } of moves) {
      const sent = behaviour.reactions[output] ?? [];
      if (!sent.some(({ message }) => 'status' in message)) continue;
      // What an eventless transition sends is sent by the one before it.
      for (const id of taken) if (eventOf(id).event !== undefined) ids.add(id);
    }
  }
  return [...ids].sort();
}

export function statusMutants(
  machine: AnyStateMachine,
  answering: readonly string[],
): readonly ChartMutant[] {
  return answering.map((transition) => ({
    ...eventOf(transition),
    id: `${transition}: status changed`,
    mutation: 'status changed',
    node: transition.slice(0, transition.indexOf(': ')),
    detail: '',
    make: () => answeringOtherwise(machine, transition),
  }));
}

/** Of an id as in {@link takenTransitions}; a transition of `always` has none. */
function eventOf(transition: string): { readonly event?: string } {
  const event = transition.slice(transition.indexOf(': ') + 2, transition.lastIndexOf(' #'));
  return event === '' || event.includes('*') ? {} : { event };
}

interface Scope {
  readonly actionExecutor: (action: Action) => void;
}
interface Action {
  readonly type: string;
  readonly params?: unknown;
}

function answeringOtherwise(machine: AnyStateMachine, transition: string): AnyStateMachine {
  const step = (snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: Scope) => {
    const isIt = takenTransitions(snapshot, event).includes(transition);
    const changing = {
      ...scope,
      actionExecutor: (action: Action) => scope.actionExecutor(withOtherStatus(action)),
    };
    return machine.transition(snapshot, event, (isIt ? changing : scope) as never);
  };
  return Object.create(machine, { transition: { value: step } });
}

function withOtherStatus(action: Action): Action {
  const { event } = (action.params ?? {}) as { readonly event?: { readonly status?: unknown } };
  if (action.type !== 'xstate.sendTo' || typeof event?.status !== 'string') return action;
  const params = { ...(action.params as object), event: { ...event, status: other(event.status) } };
  return { ...action, params };
}

function other(status: string): string {
  const prefix = status.startsWith('NDIS_') ? 'NDIS_' : '';
  if (!status.endsWith('STATUS_SUCCESS')) return `${prefix}STATUS_SUCCESS`;
  return prefix === '' ? 'STATUS_UNSUCCESSFUL' : 'NDIS_STATUS_FAILURE';
}
