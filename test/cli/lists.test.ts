import { describe, expect, test } from 'vitest';
import { scenarioNames } from '../../actors/scenario/index.ts';
import { cli } from './run-cli.ts';

test('scenarios lists each with its title', async () => {
  const { out } = await cli('scenarios');
  expect(out.trimEnd().split('\n')).toHaveLength(scenarioNames().length);
  expect(out).toMatch(/^bring-up +The PF starts and every VF reaches its guest\.\n/m);
});

test('devices lists the built-in ones', async () => {
  const { out } = await cli('devices');
  expect(out).toContain('intel-82576  8086:10c9, TotalVFs 8, VF device 10ca\n');
});

test('devices describes one', async () => {
  const { out } = await cli('devices intel-82576');
  expect(out).toContain('Single Root I/O Virtualization (SR-IOV)');
});

test('ddi prints a card in any case, and the list', async () => {
  expect((await cli('ddi oid_nic_switch_allocate_vf')).out).toMatch(/^OID_NIC_SWITCH_ALLOCATE_VF /);
  expect((await cli('ddi')).out).toMatch(/^Routines \(\d+\)\n/);
});

describe('--json gives one document and nothing else', () => {
  test.each(['scenarios', 'devices', 'devices nvme', 'ddi', 'ddi EnableVirtualization'])(
    '%s',
    async (command) => {
      const { status, out, err } = await cli(`${command} --json`);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(() => JSON.parse(out)).not.toThrow();
    },
  );
});
