/**
 * Mutants that answer otherwise: the machine itself is as it was, what it sends when it takes one of its transitions is
 * changed on the way out. No config says what an action will send, so the transitions are handed in; a mutant whose
 * `touched` stays false has changed nothing.
 */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { takenTransitions } from '../../../src/system/index.ts';
import type { ChartMutant, ChartMutation } from './mutants.ts';

export interface MessageMutant extends ChartMutant {
  readonly touched: () => boolean;
}

interface Action {
  readonly type: string;
  readonly params?: unknown;
}
interface Scope {
  readonly actionExecutor: (action: Action) => void;
}
type Change = (actions: readonly Action[]) => readonly Action[];

const changes: Readonly<Partial<Record<ChartMutation, Change>>> = {
  'status changed': (actions) => actions.map(withOtherStatus),
  'message sent twice': (actions) => twice(actions),
  'messages swapped': (actions) => swapped(actions),
  'answer never sent': (actions) => actions.filter((each) => !isAnswer(each)),
};

export function messageMutants(
  machine: AnyStateMachine,
  transitions: readonly string[],
): readonly MessageMutant[] {
  return transitions.flatMap((transition) =>
    Object.entries(changes).map(([name, change]) => {
      const node = transition.slice(0, transition.indexOf(': '));
      const event = transition.slice(transition.indexOf(': ') + 2, transition.lastIndexOf(' #'));
      let touched = false;
      return {
        id: `${transition}: ${name}`,
        mutation: name as ChartMutation,
        node,
        ...(event === '' || event.includes('*') ? {} : { event }),
        detail: '',
        touched: () => touched,
        make: () =>
          sendingOtherwise(machine, transition, (actions) => {
            const after = change(actions);
            if (after.length !== actions.length || after.some((each, n) => each !== actions[n]))
              touched = true;
            return after;
          }),
      };
    }),
  );
}

function sendingOtherwise(
  machine: AnyStateMachine,
  transition: string,
  change: Change,
): AnyStateMachine {
  const step = (snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: Scope) => {
    if (!takenTransitions(snapshot, event).includes(transition))
      return machine.transition(snapshot, event, scope as never);
    const actions: Action[] = [];
    const next = machine.transition(snapshot, event, {
      ...scope,
      actionExecutor: (action: Action) => actions.push(action),
    } as never);
    for (const action of change(actions)) scope.actionExecutor(action);
    return next;
  };
  return Object.create(machine, { transition: { value: step } });
}

const isSend = ({ type }: Action) => type === 'xstate.sendTo';
const eventOf = ({ params }: Action) =>
  ((params ?? {}) as { readonly event?: { readonly type?: string; readonly status?: unknown } })
    .event;
const isAnswer = (action: Action) =>
  isSend(action) &&
  /\.(return|completion|done)$|^IoCompleteRequest$|Complete$/.test(eventOf(action)?.type ?? '');

function twice(actions: readonly Action[]): readonly Action[] {
  const last = actions.findLastIndex(isSend);
  return actions.flatMap((each, n) => (n === last ? [each, each] : [each]));
}

function swapped(actions: readonly Action[]): readonly Action[] {
  const places = actions.flatMap((each, n) => (isSend(each) ? [n] : []));
  const [first, second] = places;
  if (first === undefined || second === undefined) return actions;
  return actions.map(
    (each, n) => (n === first ? actions[second] : n === second ? actions[first] : each) as Action,
  );
}

function withOtherStatus(action: Action): Action {
  const event = eventOf(action);
  if (!isSend(action) || typeof event?.status !== 'string') return action;
  return {
    ...action,
    params: { ...(action.params as object), event: { ...event, status: other(event.status) } },
  };
}

function other(status: string): string {
  const prefix = status.startsWith('NDIS_') ? 'NDIS_' : '';
  if (!status.endsWith('STATUS_SUCCESS')) return `${prefix}STATUS_SUCCESS`;
  return prefix === '' ? 'STATUS_UNSUCCESSFUL' : 'NDIS_STATUS_FAILURE';
}
