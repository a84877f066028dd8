/** The same writes to QEMU's device and to ours: every difference is in the table, and all of the table shows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceModel } from '../../actors/device/index.ts';
import { identify, QemuMachine } from '../../actors/device/qemu/index.ts';
import { needsQemu, withoutQemu } from './available.ts';
import type { Deviation } from './deviations/deviation.ts';
import { deviations } from './deviations/index.ts';
import { differenceText, firstDifference, observed } from './differential/compare.ts';
import { randomRequests } from './differential/random.ts';
import type { Request } from './differential/request.ts';
import { requestText } from './differential/request.ts';
import { shortened } from './differential/shrink.ts';
import type { Seen } from './differential/twin.ts';
import { deviationsOf, isMeasured } from './version.ts';

/** Names a device of a later version: `SRIOV_SIM_TEST_DEVICE=qemu:igb`. */
const device = process.env.SRIOV_SIM_TEST_DEVICE ?? 'qemu:nvme';
const seeds = { from: 1, to: 16 };
const length = 25;

describe.skipIf(withoutQemu)(needsQemu(`${device} and our model of it`), () => {
  let machine: QemuMachine;
  let model: DeviceModel;
  beforeAll(() => {
    machine = new QemuMachine(device);
    model = identify(machine.powerOn(), device, 'specification');
  });
  afterAll(() => machine.close());

  /** What QEMU showed, by requests. */
  const shown = new Map<string, readonly Seen[]>();
  const differs = (requests: readonly Request[], known: readonly Deviation[]) => {
    const key = JSON.stringify(requests);
    const seen = shown.get(key) ?? observed(machine.powerOn(), model, requests);
    shown.set(key, seen);
    return firstDifference(seen, model, known, requests);
  };

  test(`${length} random writes of each seed ${seeds.from} to ${seeds.to}: no difference but the known`, () => {
    const known = deviationsOf(machine.qemu.version);
    const unknown: string[] = [];
    for (let seed = seeds.from; seed <= seeds.to; seed += 1) {
      const requests = randomRequests(model, seed, length);
      const found = differs(requests, known);
      if (found === undefined) continue;
      const cut = requests.slice(0, found.step);
      const shortest = shortened(cut, (fewer) => differs(fewer, known) !== undefined);
      const last = differs(shortest, known) ?? found;
      const writes = shortest.map((each) => requestText(each, model)).join('; ');
      unknown.push(`seed ${seed}: ${writes}: ${differenceText(last)}`);
      if (unknown.length === 3) break;
    }
    if (isMeasured(machine.qemu.version)) expect(unknown).toEqual([]);
    else console.log(`not in the table, QEMU ${machine.qemu.version.text}:`, unknown);
  });

  test.each(deviations.map((each) => [each.id, each] as const))(
    '%s shows in its shortest writes',
    (_, one) => {
      const known = deviationsOf(machine.qemu.version);
      if (!known.includes(one)) return;
      const others = known.filter((each) => each !== one);
      const shortest = one.shortest(model);
      const found = {
        withIt: differs(shortest, known),
        withoutIt: differs(shortest, others) !== undefined,
        // None of the writes can be left out.
        withFewer: shortest.filter((each) => {
          const fewer = shortest.filter((other) => other !== each);
          return differs(fewer, others) !== undefined;
        }),
      };
      const expected = { withIt: undefined, withoutIt: true, withFewer: [] };
      if (isMeasured(machine.qemu.version)) expect(found).toEqual(expected);
      else if (!found.withoutIt)
        console.log(`QEMU ${machine.qemu.version.text} no longer: ${one.id}`);
    },
  );
});
