/**
 * From the steps of a run to the inspector's messages. Pure: the same steps give the same messages, in the order of the
 * steps, nothing left out, in virtual time. Works for any system of XState machines.
 *
 * Actors are children of one that stands for the system: what the inspector's protocol has no message for (a violation,
 * a message that is lost, how the run ended) is told as an event of that one.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { Message } from '../../system/message.ts';
import type { Violation } from '../../system/property.ts';
import type { SystemSpec, SystemView } from '../../system/system.ts';
import type { RunEnd, TraceStep } from '../../trace/trace.ts';
import { definitionOf } from './definition.ts';
import { plain } from './plain.ts';
import type {
  ActorMessage,
  Event,
  EventMessage,
  InspectorMessage,
  Snapshot,
  SnapshotMessage,
} from './protocol.ts';
import { protocolVersion } from './protocol.ts';

export class InspectorEncoder {
  /** Session of the system. An actor's session is its own id. */
  readonly rootId: string;
  readonly #spec: SystemSpec;

  constructor(spec: SystemSpec) {
    this.#spec = spec;
    this.rootId = freeId('system', Object.keys(spec.actors));
  }

  /** The system and its actors as they are before the first delivery; who is not in the view could not be started. */
  begin(view: SystemView): readonly InspectorMessage[] {
    const root = this.#actor(this.rootId, systemDefinition, { status: 'active', value: 'running' });
    const actors = Object.entries(this.#spec.actors).flatMap(([id, { machine, input }]) => {
      const snapshot = snapshotOf(view[id]);
      const init = eventOf({ type: 'xstate.init', ...(input === undefined ? {} : { input }) });
      return [
        this.#actor(id, definitionOf(machine), snapshot, this.rootId),
        this.#event(`${id} init`, id, this.rootId, init, 0),
        this.#snapshot(`${id} init`, id, init, snapshot, 0),
      ];
    });
    return [root, ...actors];
  }

  /** One delivery, and what the receiver is after it: that of `view`. */
  step(step: TraceStep, view: SystemView): readonly InspectorMessage[] {
    const { from, to, message, timeMs } = step;
    const source = this.#sourceOf(step);
    if (step.lost === true) {
      const lost = { type: 'lost', to, message: plain(message) };
      return [this.#event(`${step.step}`, this.rootId, source, lost, timeMs)];
    }
    // Without a session of its own, the sender's name would be lost.
    const event = { ...(source === undefined ? { from } : {}), ...eventOf(message) };
    return [
      this.#event(`${step.step}`, to, source, event, timeMs),
      this.#snapshot(`${step.step}`, to, event, snapshotOf(view[to]), timeMs),
    ];
  }

  /** What a step violated; without a step: what only the end of the run brought. */
  violation(violation: Violation, timeMs: number, step?: TraceStep): readonly InspectorMessage[] {
    const { property } = violation;
    const id = `${violation.step ?? 'end'} ${property}`;
    const event = { type: 'violation', ...(plain(violation) as object) };
    const snapshot = { status: 'active', value: 'violated', context: plain(violation) };
    return [
      this.#event(id, this.rootId, step?.to, event, timeMs),
      this.#snapshot(id, this.rootId, event, snapshot, timeMs),
    ];
  }

  /** How the run ended. `violated`: the system stays in that state. */
  end(end: RunEnd, violated: boolean): readonly InspectorMessage[] {
    const { reason, timeMs, error } = end;
    const event = { type: `end.${reason}`, ...(plain(end) as object) };
    const snapshot = { status: 'done', value: violated ? 'violated' : reason, context: plain(end) };
    const last = [
      this.#event('end', this.rootId, undefined, event, timeMs),
      this.#snapshot('end', this.rootId, event, snapshot, timeMs),
    ];
    if (error === undefined || !Object.hasOwn(this.#spec.actors, error.actor)) return last;
    const failed = { status: 'error', error: error.message };
    return [this.#snapshot(`${error.actor} failed`, error.actor, event, failed, timeMs), ...last];
  }

  /** A timer is the receiver's own; what no actor of the system has sent came from outside. */
  #sourceOf({ from, to, message }: TraceStep): string | undefined {
    if (Object.hasOwn(this.#spec.actors, from)) return from;
    return from === 'timer' && message.type.startsWith('xstate.after.') ? to : undefined;
  }

  #actor(id: string, definition: string, snapshot: Snapshot, parentId?: string): ActorMessage {
    return {
      type: '@xstate.actor',
      ...this.#base(`${id} actor`, id, 0),
      name: id,
      ...(parentId === undefined ? {} : { parentId }),
      definition,
      snapshot,
    };
  }

  #event(
    id: string,
    to: string,
    sourceId: string | undefined,
    event: Event,
    timeMs: number,
  ): EventMessage {
    return {
      type: '@xstate.event',
      ...this.#base(`${id} event`, to, timeMs),
      ...(sourceId === undefined ? {} : { sourceId }),
      event,
    };
  }

  #snapshot(
    id: string,
    of: string,
    event: Event,
    snapshot: Snapshot,
    timeMs: number,
  ): SnapshotMessage {
    return {
      type: '@xstate.snapshot',
      ...this.#base(`${id} snapshot`, of, timeMs),
      event,
      snapshot,
    };
  }

  #base(id: string, sessionId: string, timeMs: number) {
    const { rootId } = this;
    return { _version: protocolVersion, createdAt: String(timeMs), id, rootId, sessionId } as const;
  }
}

function eventOf(message: Message & { readonly input?: unknown }): Event {
  return plain(message) as Event;
}

/** The fields that XState's own JSON of a snapshot has. */
function snapshotOf(snapshot: AnyMachineSnapshot | undefined): Snapshot {
  if (snapshot === undefined) return { status: 'error', error: 'could not be started' };
  const { status, value, context, output, error, tags, children, historyValue } = snapshot;
  const histories = Object.entries(historyValue ?? {}).map(([id, nodes]) => [
    id,
    nodes.map((node: { id: string }) => node.id),
  ]);
  return {
    status,
    value: plain(value),
    context: plain(context),
    ...(output === undefined ? {} : { output: plain(output) }),
    ...(error === undefined ? {} : { error: plain(error) }),
    tags: [...tags],
    children: plain(children),
    historyValue: Object.fromEntries(histories),
  };
}

/** What {@link InspectorEncoder} tells of the system itself, as a statechart. */
const systemDefinition = JSON.stringify({
  id: 'system',
  description: 'All actors. Violations, lost messages and the end of the run are its events.',
  initial: 'running',
  states: {
    running: {
      on: {
        lost: {},
        violation: { target: 'violated' },
        'end.quiescent': { target: 'quiescent' },
        'end.step-limit': { target: 'step-limit' },
        'end.failed': { target: 'failed' },
        'end.stopped': { target: 'stopped' },
      },
    },
    violated: { on: { lost: {}, violation: {}, 'end.*': {} } },
    quiescent: { description: 'Nothing can move any more.' },
    'step-limit': { description: 'The bound on deliveries was reached.' },
    failed: { description: 'A machine threw.' },
    stopped: { description: 'The schedule was at its end, or the run was interrupted.' },
  },
});

function freeId(wanted: string, taken: readonly string[]): string {
  let id = wanted;
  while (taken.includes(id)) id += '*';
  return id;
}
