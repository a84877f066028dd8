/** IRQL limits, held for every driver, routine, OID, IRP and IOCTL in every situation of a few runs. */
import { expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import type { Message } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';
import { findDdi, IRQL, irqlLimitOf } from '../../src/wdk/index.ts';
import type { Irql } from '../../src/wdk/irql.ts';
import { situations } from './every-driver.ts';

const drivers = /^(pci|vbd|ndis|pf|vstack|vpci|vf\d|pnp)/;
const above = (limit: Irql) =>
  (Object.keys(IRQL) as Irql[]).find((each) => IRQL[each].value === IRQL[limit].value + 1);

/** Completions and cancellations: their messages carry no level that a caller could get wrong. */
const noLevel =
  /Complete$|^Io(CompleteRequest|CancelIrp|QueueWorkItem|InvalidateDeviceRelations)$|Cancel/;

/** Messages that a driver takes in this state and that have a limit in the vocabulary. */
function limited(snapshot: { machine: { events: readonly string[] } }): readonly string[] {
  return snapshot.machine.events.filter(
    (event) => irqlLimitOf(event) !== null && findDdi(event) !== undefined && !noLevel.test(event),
  );
}

/** Some guards look at fields that this bare request lacks: then the state does take it. */
function isTaken(snapshot: AnyMachineSnapshot, message: Message): boolean {
  try {
    return reception(snapshot, message) === 'handled';
  } catch {
    return true;
  }
}

test('one level above its limit, every request is a bug check, in every situation', () => {
  const directory = inertDirectory([
    ...['pci', 'vbd', 'ndis', 'pf', 'vstack', 'device', 'pnp', 'pnp.g0', 'vpci.g0'],
    ...['vbd.vf0', 'ndis.vf0', 'vf0', 'caller'],
  ]);
  const checked = new Set<string>();
  const letThrough = new Set<string>();
  for (const { actor, snapshot } of situations()) {
    if (!drivers.test(actor) || snapshot.hasTag('bugcheck')) continue;
    for (const type of limited(snapshot)) {
      const level = above(irqlLimitOf(type) as Irql);
      if (level === undefined) continue;
      const request = { type, id: 'x', from: 'caller', irql: level, deviceObject: 'FDO', slot: 0 };
      // A routine that this state does not expect at all is another violation: UnexpectedMessage.
      const legal = { ...request, irql: 'PASSIVE_LEVEL' };
      if (!isTaken(snapshot, legal)) continue;
      const stepper = createStepper(actor, snapshot.machine, directory);
      const { snapshot: next } = stepper.deliver(snapshot, [], request);
      if (next.hasTag('bugcheck')) checked.add(`${actor} ${type}`);
      else letThrough.add(`${actor} ${type} at ${level} in ${JSON.stringify(snapshot.value)}`);
    }
  }
  expect([...letThrough]).toEqual([]);
  expect(checked.size).toBeGreaterThan(100);
});
