/** One driver as a test subject: what comes to it, what is tried out with it, and what a suite should show. */
import type { AnyMachineSnapshot } from 'xstate';
import type { Bugcheck } from '../../machines/common.ts';
import type { OpenSubject, Stimulus } from '../../src/generate/subject.ts';
import type { ActorSpec, SystemView } from '../../src/system/index.ts';
import { createStepper, inertDirectory, takenTransitions } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Alphabet, AnyMessage } from './alphabet.ts';
import { messageOf } from './alphabet.ts';
import { boundaryGoals, boundaryTrials } from './boundaries.ts';
import type { LimitOf } from './irql.ts';
import { irqlGoals, irqlTrials } from './irql.ts';
import type { Accepts } from './offers.ts';
import { offering } from './offers.ts';
import { documentedRequests, statusGoals } from './statuses.ts';

export interface DriverSubjectOptions {
  readonly name: string;
  readonly alphabet: Alphabet;
  readonly spec: ActorSpec;
  readonly limitOf: LimitOf;
  /** Whether anything is tried out that is not merely used: true unless given. */
  readonly hasTrials?: boolean;
}

/** The driver of this alphabet, seen from outside. */
export function driverSubject(options: DriverSubjectOptions): OpenSubject {
  const { name, spec, hasTrials = true } = options;
  const alphabet = hasTrials ? options.alphabet : { ...options.alphabet, rare: [] };
  const { actor, limits = {} } = alphabet;
  const limitOf: LimitOf = (routine) => limits[routine] ?? options.limitOf(routine);
  const all = [...alphabet.base, ...alphabet.rare];
  const boundaries = hasTrials ? boundaryTrials(all, alphabet.bounds) : [];
  const levels = hasTrials ? irqlTrials(all, limitOf) : [];
  const offered = offering(alphabet, [...levels, ...boundaries], acceptance(actor, spec, all));
  return {
    name,
    actors: { [actor]: spec },
    stimuli: (view) => offered(view[actor] as AnyMachineSnapshot),
    status: statusOf,
    ended: hasEnded,
    goals: [
      ...(hasTrials ? irqlGoals(all, limitOf) : []),
      ...boundaryGoals(boundaries),
      ...statusGoals(documentedRequests(all).filter((type) => !alphabet.passedOn.includes(type))),
    ],
  };
}

/** The bug check that a driver of the subject has stopped the machine with. */
export function statusOf(view: SystemView): string | undefined {
  for (const { context } of Object.values(view)) {
    const { bugcheck } = context as { readonly bugcheck?: Bugcheck | null };
    if (bugcheck) return `bug check ${bugcheckText(bugcheck.code)}`;
  }
  return undefined;
}

/** After a bug check, and after the system's power-off, nobody calls the driver any more. */
export function hasEnded(view: SystemView): boolean {
  return statusOf(view) !== undefined || Object.values(view).some(isShutDown);
}

function isShutDown(snapshot: AnyMachineSnapshot): boolean {
  return snapshot._nodes.some(({ key }) => key === 'shutDown' || key === 'Shutdown');
}

/** Whether the driver takes a request and does not refuse it at once. */
function acceptance(actor: string, spec: ActorSpec, stimuli: readonly Stimulus[]): Accepts {
  const senders = stimuli.flatMap(({ from, message }) => [from, message.from ?? from]);
  const inputs = Object.values((spec.input ?? {}) as object).filter(
    (value) => typeof value === 'string',
  );
  const stepper = createStepper(
    actor,
    spec.machine,
    inertDirectory([actor, ...senders, ...inputs]),
  );
  return (snapshot, stimulus) => {
    if (takenTransitions(snapshot, stimulus.message).length === 0) return false;
    const { snapshot: after, sent } = stepper.deliver(snapshot, [], stimulus.message);
    const { id, from } = messageOf(stimulus);
    if (statusOf({ [actor]: after }) !== undefined) return false;
    return !sent.some(({ to, message }) => to === from && isRefusal(message as AnyMessage, id));
  };
}

function isRefusal(answer: AnyMessage, id: unknown): boolean {
  if (answer.id !== id) return false;
  if (typeof answer.status === 'string') return !/_(SUCCESS|PENDING)$/.test(answer.status);
  return answer.count === 0;
}
