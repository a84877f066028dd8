import { describe, expect, test } from 'vitest';
import type { NdisPfContext } from '../../machines/ndis-pf.ts';
import { ndisPf } from '../../machines/ndis-pf.ts';
import type { PfMiniportContext, PfMiniportInput } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { Exploration, View } from './pf-explore.ts';
import { explore } from './pf-explore.ts';
import type { BusState, OidStep, PnpState, ProtocolState } from './pf-peers.ts';
import { bus, pnp, protocol, steps } from './pf-peers.ts';

interface Stack {
  readonly creation: 'static' | 'dynamic';
  readonly vbd: boolean;
  readonly irps: readonly string[];
  readonly threads: readonly (readonly OidStep[])[];
  readonly initial?: Exploration['initial'];
  readonly refuses?: boolean;
  readonly timersAnyTime?: boolean;
  readonly numVFs?: number;
  /** In place of ours. */
  readonly pf?: typeof pfMiniport;
}

const start = 'IRP_MN_START_DEVICE';
const removal = ['IRP_MN_QUERY_REMOVE_DEVICE', 'IRP_MN_REMOVE_DEVICE'];
const surprise = [
  { from: 'hand', to: 'pnp', message: { type: 'Surprise' } },
  { from: 'hand', to: 'bus', message: { type: 'Pull' } },
];
const resetAdapter = [{ from: 'admin', to: 'ndis', message: { type: 'ResetAdapter', id: 'r1' } }];
const cancel = (thread: number) => [
  { from: 'user', to: 'vstack', message: { type: 'Cancel', thread } },
];

function input(stack: Stack): PfMiniportInput {
  return {
    ndis: 'ndis',
    vbd: stack.vbd ? 'bus' : null,
    switchCreation: stack.creation,
    numVFs: stack.numVFs ?? 2,
    totalVFs: 4,
    vendorId: 0x8086,
    vfDeviceId: 0x10ca,
    vfRegisters: { deviceControl: 0xa8, powerControl: 0x44 },
    vfBars: [{ bytes: 0x4000 }, null, null, { bytes: 0x4000 }, null, null],
    blocks: 2,
  };
}

/**
 * Nothing is left over: every OID and IRP completed, every reference given back, VF Enable as the
 * driver believes.
 */
function leftOver(view: View): string | undefined {
  const ndis = (view.ndis as { context: NdisPfContext }).context;
  const pf = (view.pf as { context: PfMiniportContext }).context;
  const { threads, unbind } = view.vstack as ProtocolState;
  const manager = view.pnp as PnpState;
  const driver = view.bus as BusState;
  const lost = threads.find(({ out }) => out !== null)?.out;
  if (lost !== undefined) return `${lost} was never completed`;
  if (unbind !== null) return 'the protocol was never let go';
  if (manager.out.length > 0) return `${manager.out.join(', ')} never completed`;
  if (ndis.outstanding !== null || ndis.queue.length > 0) return 'NDIS still has an OID';
  if (pf.oid !== null) return `the miniport still has ${pf.oid.oid}`;
  if (ndis.services.length > 0 || ndis.reset !== null) return 'a call is still at the bus';
  if (ndis.hangCheck !== null) return 'a check for hang was never answered';
  if (manager.done.includes('IRP_MN_REMOVE_DEVICE')) {
    if (driver.references !== 0) return `${driver.references} references leaked`;
    if (driver.enabled && !driver.gone) return 'VFs are still enabled after remove';
    if (pf.enabled || Object.keys(pf.vfs).length > 0) return 'the miniport kept something';
    if (ndis.adapter !== 'halted') return `the adapter is ${ndis.adapter} after remove`;
  } else if (!driver.gone && driver.enabled !== pf.enabled) {
    return 'the miniport is wrong about VF Enable';
  }
  const vfs = (table: object) => Object.keys(table).join();
  if (vfs(ndis.vfs) !== vfs(pf.vfs)) return `NDIS has VFs ${vfs(ndis.vfs)}, PF ${vfs(pf.vfs)}`;
  return undefined;
}

function run(stack: Stack) {
  return explore({
    actors: {
      ndis: {
        machine: ndisPf,
        input: {
          miniport: 'pf',
          bus: 'bus',
          protocol: 'vstack',
          numVFs: stack.numVFs ?? 2,
        },
      },
      pf: { machine: stack.pf ?? pfMiniport, input: input(stack) },
      bus: bus(stack.vbd ? 'vbd' : 'pci'),
      vstack: protocol(stack.threads, { refuses: stack.refuses === true }),
      pnp: pnp(stack.irps),
      admin: { script: (state) => ({ state }), initial: 0 },
      client: { script: (state) => ({ state }), initial: 0 },
    },
    initial: [{ from: 'hand', to: 'pnp', message: { type: 'Go' } }, ...(stack.initial ?? [])],
    timersAnyTime: stack.timersAnyTime === true,
    finally: leftOver,
  });
}

const { allocate, createVPort, setFilter, moveFilter, reset, readConfig, enumVfs } = steps;
const stacks = [
  { creation: 'static', vbd: false },
  { creation: 'dynamic', vbd: false },
  { creation: 'static', vbd: true },
  { creation: 'dynamic', vbd: true },
] as const;
const orders = (explored: ReturnType<typeof run>) => {
  expect(explored.wrong).toBeUndefined();
  return explored;
};

describe.each(stacks)('PF miniport under NDIS, $creation switch, VBD: $vbd', (stack) => {
  test('starts, gives out two VFs, hears news of the hardware, and is removed in order', () => {
    const attach = [setFilter, allocate, createVPort, moveFilter];
    const news = { type: 'UpdateBlock', id: 'u1', vf: 0, blockId: 1, block: 'n1' };
    const initial = [{ from: 'client', to: 'pf', message: news }];
    const explored = orders(
      run({ ...stack, irps: [start, ...removal], threads: [attach, [allocate]], initial }),
    );
    expect(explored.delivered).toContain('vstack NdisMInvalidateConfigBlock');
    // Nothing stands in the way: whatever was asked for was done.
    expect([...explored.endings].filter((ending) => !ending.endsWith('_SUCCESS'))).toEqual([]);
    expect(explored.endings).toContain('OID_NIC_SWITCH_FREE_VF NDIS_STATUS_SUCCESS');
    expect(explored.delivered).toContain('pf MiniportHaltEx');
  });

  test('every OID for the guests, with a surprise removal at any time', () => {
    const { readBlock, writeBlock, writeConfig, power, probedBars, freeVf } = steps;
    const forGuests = [readBlock, writeBlock, readConfig, writeConfig, power, probedBars, reset];
    const threads = [[allocate, ...forGuests, freeVf]];
    const { endings } = orders(
      run({ ...stack, irps: [start], threads, initial: surprise, timersAnyTime: true }),
    );
    for (const [oid] of [allocate, ...forGuests, freeVf]) {
      expect(endings).toContain(`${oid} NDIS_STATUS_SUCCESS`);
      expect(endings).toContain(`${oid} NDIS_STATUS_NOT_ACCEPTED`);
    }
  });

  test('OIDs cancelled and the adapter reset at any time, reset of a VF with it', () => {
    const threads = [[allocate, reset], [enumVfs]];
    const initial = [...cancel(0), ...resetAdapter];
    const irps = [start, ...removal];
    const { endings } = orders(run({ ...stack, irps, threads, initial, timersAnyTime: true }));
    for (const oid of [allocate[0], reset[0]]) {
      expect(endings).toContain(`${oid} NDIS_STATUS_SUCCESS`);
      expect(endings).toContain(`${oid} NDIS_STATUS_REQUEST_ABORTED`);
    }
  });

  test('query-remove, cancel-remove and a surprise removal race with OIDs', () => {
    const irps = [start, 'IRP_MN_QUERY_REMOVE_DEVICE', 'IRP_MN_CANCEL_REMOVE_DEVICE', ...removal];
    const threads = [[allocate, readConfig]];
    const { delivered } = orders(run({ ...stack, irps, threads, initial: surprise }));
    expect(delivered).toContain('bus IRP_MN_CANCEL_REMOVE_DEVICE');
    expect(delivered).toContain('pf MiniportDevicePnPEventNotify');
  });

  test('surprise removal with an OID in flight and a reset of the adapter', () => {
    const initial = [...surprise, ...resetAdapter];
    const threads = [[allocate, reset]];
    const { endings } = orders(
      run({ ...stack, irps: [start], threads, initial, timersAnyTime: true }),
    );
    expect(endings).toContain('OID_SRIOV_RESET_VF NDIS_STATUS_NOT_ACCEPTED');
    expect(endings).toContain('OID_SRIOV_RESET_VF NDIS_STATUS_REQUEST_ABORTED');
  });

  test('the protocol refuses query-remove: the adapter goes on', () => {
    const irps = [start, 'IRP_MN_QUERY_REMOVE_DEVICE'];
    const explored = orders(run({ ...stack, irps, threads: [[allocate]], refuses: true }));
    expect(explored.delivered).not.toContain('pf MiniportPause');
  });
});

describe.each([true, false])('hardware that hangs, VBD: %s', (vbd) => {
  const stack = { creation: 'dynamic', vbd } as const;
  const check = { from: 'admin', to: 'ndis', message: { type: 'CheckForHang', id: 'c1' } };
  const hang = (noticed: boolean) => ({
    from: 'client',
    to: 'pf',
    message: { type: 'HangHardware', id: 'h1', noticed },
  });

  test('the miniport asks for a reset while NDIS checks and the adapter is removed', () => {
    const initial = [check, hang(true)];
    const irps = [start, ...removal];
    const { delivered, endings } = orders(run({ ...stack, irps, threads: [[allocate]], initial }));
    expect(delivered).toContain('ndis NdisMResetMiniport');
    expect(endings).toContain('OID_NIC_SWITCH_ALLOCATE_VF NDIS_STATUS_REQUEST_ABORTED');
  });

  test('a check finds it while the device is pulled out', () => {
    const initial = [check, hang(false), ...surprise];
    const { delivered } = orders(run({ ...stack, irps: [start], threads: [], initial }));
    expect(delivered).toContain('ndis MiniportCheckForHangEx.return');
    expect(delivered).toContain('pf MiniportResetEx');
  });
});

test('stop and start, power down and up, with OIDs that wait meanwhile', () => {
  const stop = ['IRP_MN_QUERY_STOP_DEVICE', 'IRP_MN_STOP_DEVICE', start];
  const irps = [start, ...stop, ...removal];
  orders(run({ creation: 'static', vbd: false, irps, threads: [[allocate, readConfig]] }));
  const sleep = ['IRP_MN_QUERY_POWER D3', 'IRP_MN_SET_POWER D3', 'IRP_MN_SET_POWER D0'];
  const power = [start, ...sleep, ...removal];
  const threads = [[allocate, readConfig]];
  const slept = orders(run({ creation: 'dynamic', vbd: false, irps: power, threads }));
  expect(slept.delivered).toContain('pf OID_PNP_QUERY_POWER');
  expect(slept.delivered).toContain('pf OID_PNP_SET_POWER');
  // Pulled out while it sleeps, or on its way there.
  orders(
    run({ creation: 'dynamic', vbd: false, irps: [start, ...sleep], threads, initial: surprise }),
  );
});

test('the count of orders is the same every time', () => {
  const irps = [start, ...removal];
  const { states, transitions, ends } = orders(
    run({ creation: 'dynamic', vbd: false, irps, threads: [[allocate], [allocate]] }),
  );
  expect({ states, transitions, ends }).toMatchInlineSnapshot(`
    {
      "ends": 1,
      "states": 368,
      "transitions": 671,
    }
  `);
});

describe('what the exploration finds in a miniport that is wrong', () => {
  /** The base machine with one of its decisions or actions replaced. */
  const wrongPf = (replaced: Parameters<typeof pfMiniport.provide>[0], stack: Partial<Stack>) =>
    run({
      creation: 'dynamic',
      vbd: false,
      irps: [start, ...removal],
      threads: [[allocate, reset]],
      timersAnyTime: true,
      pf: pfMiniport.provide(replaced),
      ...stack,
    }).wrong?.what;
  const nothing = () => undefined;

  test('a reset that is completed before the pended OID', () => {
    const what = wrongPf({ guards: { noOid: () => true } }, { initial: resetAdapter });
    expect(what).toContain('pf completed the reset with');
  });

  test('an OID that a cancel marks and nobody completes is lost', () => {
    const what = wrongPf({ actions: { completeAborted: nothing } }, { initial: cancel(0) });
    expect(what).toMatch(/was never completed|still has|never completed/);
  });

  test('a switch that is left enabled when its creation was given up', () => {
    const what = wrongPf(
      { guards: { abortedThoughEnabled: () => false } },
      { initial: resetAdapter },
    );
    expect(what).toBeDefined();
  });

  test('VFs that stay enabled at halt', () => {
    const what = wrongPf(
      { guards: { haltsWithVfsEnabled: () => false, haltsWithNothingEnabled: () => true } },
      { creation: 'static' },
    );
    expect(what).toBe('VFs are still enabled after remove');
  });
});
