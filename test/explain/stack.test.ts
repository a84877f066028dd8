/** A broken driver in the whole stack: a long random run of it is explained. */
import { expect, test } from 'vitest';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { stackConventions } from '../../machines/conventions.ts';
import { explain } from '../../src/explain/index.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { ReplaySession } from '../../src/trace/session.ts';
import { stackOf } from '../stack/run-scenario.ts';

const nothing = () => undefined;

function broken(
  spec: SystemSpec,
  id: string,
  actions: Readonly<Record<string, () => void>>,
): SystemSpec {
  const actor = spec.actors[id];
  if (actor === undefined) throw new Error(`there is no '${id}'`);
  const machine = actor.machine.provide({ actions } as never);
  return { ...spec, actors: { ...spec.actors, [id]: { ...actor, machine } } };
}

/** The first random run that violates, up to there. */
function violatingRun(spec: SystemSpec, properties: ReturnType<typeof stackProperties>) {
  for (let seed = 1; seed < 60; seed += 1) {
    const check = checkRun(properties, { mayStayPending: stackMayStayPending });
    const run = runToEnd(spec, { seed, conventions: stackConventions, stepLimit: 2000 });
    for (const step of run.steps) {
      const [violation] = check.observe(step, run.views.get(step.step) ?? {});
      if (violation === undefined) continue;
      const schedule = run.steps.slice(0, step.step);
      return {
        seed,
        violation,
        schedule: schedule.map(({ from, to, message }) => ({ from, to, message })),
      };
    }
    const [violation] = check.finish(run.end, run.view).violations;
    if (violation !== undefined) {
      return {
        seed,
        violation,
        schedule: run.steps.map(({ from, to, message }) => ({ from, to, message })),
      };
    }
  }
  throw new Error('no run violates anything');
}

test('a cancelled IRP that stays in its queue: the cancel and the completion are the pair', () => {
  const stack = stackOf('backchannel', { vfs: 1, vbd: false });
  const spec = broken(stack.spec, 'vpci.g0', { dropCancelled: nothing });
  const properties = stackProperties(stack);
  const { schedule, violation } = violatingRun(spec, properties);
  const explained = explain(
    spec,
    {
      properties,
      conventions: stackConventions,
      describe: (view) => [`${Object.keys(view).length} actors`],
    },
    schedule,
  );
  const { racingPair, inevitable } = explained;
  expect(explained).toMatchObject({
    minimal: true,
    inEveryOrder: false,
    notDetermined: [],
    described: [`${Object.keys(spec.actors).length} actors`],
  });
  expect(explained.leftOut).toBeGreaterThan(0);
  expect(racingPair?.envelopes).toMatchObject([
    { from: 'vf0', to: 'vpci.g0', message: { type: 'IoCancelIrp' } },
    { from: 'vstack', to: 'vpci.g0', message: { type: 'VPCI_READ_BLOCK.completion' } },
  ]);
  expect(inevitable).toMatchObject({ from: racingPair?.first, exact: true });
  expect(explained.held.map(({ request }) => request)).toContain('IOCTL_VPCI_READ_BLOCK');
  const found = (steps: readonly Envelope[]) => {
    const check = checkRun(properties, { mayStayPending: stackMayStayPending });
    const options = { check, conventions: stackConventions };
    const { end, verdict } = new ReplaySession(spec, steps, options).end();
    return { reason: end.reason, properties: verdict?.violations.map(({ property }) => property) };
  };
  expect(found(explained.schedule).properties).toContain(violation.property);
  expect(found(racingPair?.swapped ?? [])).toEqual({ reason: 'quiescent', properties: [] });
});

test('an OID that is never sent: a hang, shrunk, and what is not known in every order is said', () => {
  const stack = stackOf('teardown', { vfs: 1, vbd: true });
  const spec = broken(stack.spec, 'vstack', { deleteVPort: nothing });
  const properties = stackProperties(stack);
  const { schedule } = violatingRun(spec, properties);
  const options = {
    properties,
    conventions: stackConventions,
    mayStayPending: stackMayStayPending,
    effort: 300,
  };
  const explained = explain(spec, options, schedule);
  expect(explained.violation.property).toBe('NothingLost');
  expect(explained.violation.step).toBeUndefined();
  expect(explained.held).toMatchObject([{ request: 'UnassignVf', owner: 'vstack' }]);
  expect(explained.racingPair).toBeUndefined();
  expect(explained.inEveryOrder).toBe(false);
  expect(explained.inevitable.exact).toBe(false);
  expect(explained.notDetermined).toContain('from which step on the violation was inevitable');
  expect(explained.deliveries).toBeLessThan(310_000);
});
