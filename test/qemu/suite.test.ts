/** Suites that are generated from our models, run against QEMU's device. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceModel, RegisterFile } from '../../actors/device/index.ts';
import { identify, QemuMachine, RealRegisters } from '../../actors/device/qemu/index.ts';
import type { SuiteRun } from '../../src/execute/index.ts';
import { inProcess, runSuite } from '../../src/execute/index.ts';
import type { OpenSubject } from '../../src/generate/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import { needsQemu, withoutQemu } from './available.ts';
import { Twin } from './differential/twin.ts';
import { capabilitySubject, driverSubject } from './subjects.ts';
import { deviationsOf, isMeasured } from './version.ts';

/** Four VFs are enough for the borders of NumVFs. */
const device = process.env.SRIOV_SIM_TEST_DEVICE ?? 'qemu:nvme,sriov_max_vfs=4';
const limits = { maxStates: 20_000 };

type Subject = (model: DeviceModel, registers?: RegisterFile) => OpenSubject;

const suites: readonly (readonly [string, Subject])[] = [
  ['the SR-IOV capability', capabilitySubject],
  ['the PCI bus driver over it', driverSubject],
];

describe.skipIf(withoutQemu)(needsQemu(`generated suites against ${device}`), () => {
  let machine: QemuMachine;
  let model: DeviceModel;
  let real: RealRegisters;
  beforeAll(() => {
    machine = new QemuMachine(device);
    model = identify(machine.powerOn(), device, 'specification');
    real = new RealRegisters(model, () => machine.powerOn());
  });
  afterAll(() => machine.close());

  const failures = ({ results }: SuiteRun) =>
    results
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ test, step, got }) => ({ test, step, got }));

  test.each(suites)(
    '%s: QEMU passes what is generated with its known deviations',
    async (_, subject) => {
      const twin = new Twin(model, deviationsOf(machine.qemu.version));
      const suite = generateSuite(behaviourOf(subject(twin.model, twin), limits), {
        criteria: ['transitions'],
        limits,
      });
      expect(suite.truncated).toBe(false);
      const run = await runSuite(suite, inProcess(subject(model, real)));
      console.log(
        `${suite.subject.name}: ${run.passed} of ${suite.tests.length} tests, ${run.steps} steps`,
      );
      if (isMeasured(machine.qemu.version)) expect(failures(run)).toEqual([]);
      else
        console.log(failures(run).length, 'tests fail; what is not known is in their first steps');
    },
  );

  test.each(suites)(
    '%s: of our own suite QEMU fails what its deviations explain',
    async (_, subject) => {
      const twin = new Twin(model, deviationsOf(machine.qemu.version));
      const suite = generateSuite(behaviourOf(subject(model), limits), {
        criteria: ['transitions'],
        limits,
      });
      expect(suite.truncated).toBe(false);
      const own = await runSuite(suite, inProcess(subject(model)));
      expect(failures(own)).toEqual([]);
      const explained = await runSuite(suite, inProcess(subject(twin.model, twin)));
      const run = await runSuite(suite, inProcess(subject(model, real)));
      console.log(
        `${suite.subject.name}: ${run.passed} of ${suite.tests.length} tests, ${run.steps} steps`,
      );
      if (isMeasured(machine.qemu.version)) expect(failures(run)).toEqual(failures(explained));
    },
  );
});
