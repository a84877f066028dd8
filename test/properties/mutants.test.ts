/** Drivers with one thing taken out, in a whole stack: the rule that it served is found broken. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { builtinProfiles } from '../../actors/device/index.ts';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { SystemSpec, Violation } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runLive } from '../../src/trace/live.ts';

interface Parts {
  readonly guards?: Readonly<Record<string, () => boolean>>;
  readonly actions?: Readonly<Record<string, () => void>>;
}

const nothing = () => undefined;

/** The violations of a scenario in which these actors' machines have some parts replaced. */
async function violations(
  scenario: string,
  vbd: boolean,
  changes: Readonly<Record<string, Parts>>,
): Promise<readonly Violation[]> {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario(scenario), { vfs: 1, guests: 1, vbd });
  const stack = buildStack({ ...compiled, device });
  const check = checkRun(stackProperties(stack), { mayStayPending: stackMayStayPending });
  return new Promise((resolve) => {
    const options = { conventions: stackConventions, stepLimit: 5_000 };
    runLive(changed(stack.spec, changes), options).subscribe((event) => {
      if (event.kind === 'step') check.observe(event.step, event.view);
      else resolve(check.finish(event.end, event.view).violations);
    });
  });
}

function changed(spec: SystemSpec, changes: Readonly<Record<string, Parts>>): SystemSpec {
  const actors = Object.entries(spec.actors).map(([id, actor]) => {
    const machine: AnyStateMachine = actor.machine;
    const parts = changes[id];
    return [id, parts ? { ...actor, machine: machine.provide(parts as never) } : actor] as const;
  });
  return { ...spec, actors: Object.fromEntries(actors) };
}

describe('a stack whose drivers are as they should be', () => {
  test.each(['query-remove', 'teardown', 'invalidate', 'backchannel'])(
    'keeps all rules in %s',
    async (scenario) => {
      expect(await violations(scenario, true, {})).toEqual([]);
    },
  );
});

describe('a driver with one thing taken out', () => {
  const broken = async (...run: Parameters<typeof violations>) =>
    (await violations(...run)).map(({ property }) => property);

  test('the PCI bus driver does not look at its references before a removal', async () => {
    const change = { pci: { guards: { isReferenced: () => false } } };
    expect(await broken('query-remove', false, change)).toContain('QueryRemoveRefused');
  });

  test('the VBD forgets to give its interfaces back', async () => {
    const change = { vbd: { actions: { dropInterfaces: nothing } } };
    expect(await broken('pf-surprise-removal', true, change)).toContain('InterfaceLeak');
  });

  test('the VPCI bus driver does not remember which blocks were invalidated', async () => {
    const change = { 'vpci.g0': { actions: { noteInvalidation: nothing } } };
    expect(await broken('invalidate', false, change)).toContain('InvalidationNotLost');
  });

  test('the VPCI bus driver completes a cancelled IRP and leaves it in its queue', async () => {
    const change = { 'vpci.g0': { actions: { dropCancelled: nothing } } };
    const found = await broken('backchannel', false, change);
    expect(found).toContain('DoubleCompletion');
    expect(found).toContain('IrpCancelField');
  });

  test('the virtualization stack waits for an OID that it has not sent', async () => {
    const change = { vstack: { actions: { deleteVPort: nothing } } };
    const found = await violations('teardown', true, change);
    expect(found.map(({ property }) => property)).toEqual(['NothingLost']);
    expect(found[0]?.detail).toContain('administrator waits for vstack: UnassignVf');
  });
});
