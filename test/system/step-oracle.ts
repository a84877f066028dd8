/** Takes the deliveries of a live run again with the pure step, and compares every snapshot and every message sent. */
import type { AnyMachineSnapshot } from 'xstate';
import type { SystemSpec, SystemView, Timer } from '../../src/system/index.ts';
import { createStepper, inertDirectory } from '../../src/system/index.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

interface Local {
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: readonly Timer[];
}

const essence = ({ value, context, status }: AnyMachineSnapshot) => ({ value, context, status });

/** The first difference between the pure steps and the live run, in words; undefined when there is none. */
export function difference(
  spec: SystemSpec,
  steps: readonly TraceStep[],
  live: SystemView,
): string | undefined {
  const directory = inertDirectory(Object.keys(spec.actors));
  const steppers = new Map(
    Object.entries(spec.actors).map(([id, { machine }]) => [
      id,
      createStepper(id, machine, directory),
    ]),
  );
  const locals = new Map<string, Local>();
  for (const [id, stepper] of steppers) locals.set(id, stepper.initial(spec.actors[id]?.input));
  for (const { step, from, to, message, sent } of steps) {
    const stepper = steppers.get(to);
    const local = locals.get(to);
    if (stepper === undefined || local === undefined) return `step ${step}: no actor '${to}'`;
    const next =
      from === 'timer'
        ? stepper.fire(local.snapshot, local.timers, timerOf(local, message.type))
        : stepper.deliver(local.snapshot, local.timers, message);
    if (!same(next.sent, sent)) {
      return `step ${step}: '${to}' sent ${text(next.sent)} purely, ${text(sent)} live`;
    }
    locals.set(to, next);
  }
  for (const [id, { snapshot }] of locals) {
    const [pure, real] = [essence(snapshot), essence(live[id] as AnyMachineSnapshot)];
    if (!same(pure, real)) return `'${id}' ends in ${text(pure)} purely, ${text(real)} live`;
  }
  return undefined;
}

function timerOf({ timers }: Local, eventType: string): string {
  return timers.find(({ event }) => event.type === eventType)?.id ?? eventType;
}

const text = (value: unknown) => JSON.stringify(value);
const same = (a: unknown, b: unknown) => text(a) === text(b);
