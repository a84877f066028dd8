/**
 * Who talks to whom: the actors of a whole SR-IOV stack over one device, their ids and inputs.
 *
 * Parent partition: `pnp`, `vstack`, `ndis`, `pf`, `vbd` (unless left out), `pci`, `device`. Guest g: `pnp.g0`,
 * `vpci.g0`. VM network adapter i: `vf0`, `ndis.vf0` and, with a VBD, `vbd.vf0`. Clients have the ids of the scenario.
 */
import type { AnyStateMachine } from 'xstate';
import type { ClientStep } from '../machines/client.ts';
import { client } from '../machines/client.ts';
import { interfaceHolder } from '../machines/interface-holder.ts';
import { pciBus } from '../machines/pci-bus.ts';
import { pfMiniport } from '../machines/pf-miniport.ts';
import { pnpGuest } from '../machines/pnp-guest.ts';
import { pnpParent } from '../machines/pnp-parent.ts';
import type { Readings } from '../machines/readings.ts';
import { testDriver } from '../machines/test-driver.ts';
import { vbd } from '../machines/vbd.ts';
import { vfMiniport } from '../machines/vf-miniport.ts';
import { createVpciBus } from '../machines/vpci-bus.ts';
import type { ActorSpec, Envelope, SystemSpec } from '../src/system/index.ts';
import { PCIE_CAPABILITY, PM_CAPABILITY } from '../src/wdk/config-space.ts';
import type { VpciVersionName } from '../src/wdk/vpci-messages.ts';
import { VPCI_VERSION } from '../src/wdk/vpci-messages.ts';
import type { DeviceModel, RegisterFile } from './device/index.ts';
import { createDeviceMachine } from './device/index.ts';
import { guestOf, slotOf } from './placement.ts';
import type { Refusal } from './refusal-names.ts';
import { ndisPfRefusing, ndisVfRefusing, vstackRefusing } from './refusals.ts';

/** The drivers that a user can replace by their own machine. */
export type ReplaceableDriver = 'pf' | 'vf' | 'vbd' | 'pci' | 'vpci';

/** A client's id and program. */
export interface ClientSpec {
  readonly id: string;
  readonly steps: readonly ClientStep[];
}

export interface StackOptions {
  readonly device: DeviceModel;
  /** The registers behind the device's actor; absent: the model's own. */
  readonly registers?: RegisterFile;
  /** VM network adapters, each of which may get a VF: 1 or more. */
  readonly vfs: number;
  /** Guests; adapter i belongs to guest i mod `guests`. */
  readonly guests: number;
  /** With a virtual bus driver in both partitions, or without any. */
  readonly vbd: boolean;
  /** Who builds the NIC switch: MiniportInitializeEx (`static`) or OID_NIC_SWITCH_CREATE_SWITCH (`dynamic`). */
  readonly switchCreation: 'dynamic' | 'static';
  readonly replacements?: Partial<Record<ReplaceableDriver, AnyStateMachine>>;
  readonly readings?: Readings;
  /** What NDIS and the host refuse whenever it is asked for. */
  readonly refused?: readonly Refusal[] | undefined;
  /** Newest version of VPCI that the host speaks; absent: the newest that there is. */
  readonly vpciVersion?: VpciVersionName | undefined;
  readonly clients: readonly ClientSpec[];
}

/** A column of a drawing: an actor, the short name of its driver, and where it lives. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly partition: 'parent' | 'guest' | 'client';
  readonly guest?: number;
  readonly vf?: number;
}

export interface Stack {
  /** Ids of all actors. */
  readonly ids: readonly string[];
  readonly vfs: number;
  readonly guests: number;
  readonly vbd: boolean;
  readonly spec: SystemSpec;
  readonly lanes: readonly Lane[];
  readonly options: StackOptions;
}

/** Configuration blocks that our PF miniport's vendor defines: ids 0 to 7. */
export const vendorBlocks = 8;

interface Placed {
  readonly vf: number;
  readonly guest: number;
  readonly slot: number;
}

function placement({ vfs, guests }: StackOptions): readonly Placed[] {
  return Array.from({ length: vfs }, (_, vf) => ({
    vf,
    guest: guestOf(vf, guests),
    slot: slotOf(vf, guests),
  }));
}

/** The stack of these options, ready to be run or explored. */
export function buildStack(options: StackOptions): Stack {
  checkSize(options);
  const placed = placement(options);
  const actors: Record<string, ActorSpec> = {
    ...parentPartition(options, placed),
    ...guests(options, placed),
    ...clients(options),
  };
  const initial: Envelope[] = options.clients.map(({ id }) => ({
    from: 'environment',
    to: id,
    message: { type: 'Begin' },
  }));
  const { vfs, guests: guestCount, vbd: hasVbd } = options;
  return {
    ids: Object.keys(actors),
    vfs,
    guests: guestCount,
    vbd: hasVbd,
    spec: { actors, initial },
    lanes: lanesOf(options, placed, actors),
    options,
  };
}

function checkSize({ device, vfs, guests }: StackOptions): void {
  const { totalVfs } = device.sriov;
  if (!Number.isInteger(vfs) || vfs < 1 || vfs > totalVfs) {
    throw new RangeError(`${vfs} VFs are not possible: ${device.name} has 1 to ${totalVfs}`);
  }
  if (!Number.isInteger(guests) || guests < 1 || guests > vfs) {
    throw new RangeError(
      `${guests} guests are not possible: 1 to ${vfs}, one VF at least for each`,
    );
  }
}

function parentPartition(
  options: StackOptions,
  placed: readonly Placed[],
): Record<string, ActorSpec> {
  const { device, replacements } = options;
  const bus = options.vbd ? 'vbd' : 'pci';
  const guestInputs = Array.from({ length: options.guests }, (_, guest) => ({
    vpci: `vpci.g${guest}`,
    pnp: `pnp.g${guest}`,
    vfs: placed.filter((each) => each.guest === guest).map(({ vf }) => vf),
  }));
  return {
    device: { machine: createDeviceMachine(device, options.registers) },
    pci: {
      machine: replacements?.pci ?? pciBus,
      input: {
        device: 'device',
        segment: device.pf.segment,
        pfRid: device.pf.rid,
        vendorId: device.pf.vendorId,
        powerControl: powerControl(device.pfCapabilities),
        readings: options.readings ?? {},
      },
    },
    ...(options.vbd
      ? {
          vbd: {
            machine: replacements?.vbd ?? vbd,
            input: { partition: 'parent', bus: 'pci' },
          },
        }
      : {}),
    ndis: {
      machine: ndisPfRefusing(options.refused ?? []),
      input: {
        miniport: 'pf',
        bus,
        protocol: 'vstack',
        numVFs: options.vfs,
      },
    },
    pf: { machine: replacements?.pf ?? pfMiniport, input: pfInput(options) },
    vstack: {
      machine: vstackRefusing({ vfs: options.vfs, guests: options.guests }, options.refused ?? []),
      input: {
        ndis: 'ndis',
        guests: guestInputs,
        ...(options.vpciVersion === undefined
          ? {}
          : { vpciVersion: VPCI_VERSION[options.vpciVersion].value }),
      },
    },
    pnp: {
      machine: pnpParent,
      input: { device: 'device', stacks: options.vbd ? ['vbd', 'ndis'] : ['ndis'] },
    },
  };
}

/** Offset of PMCSR, if the function has a power management capability. */
function powerControl({ pm }: { readonly pm: number | null }): number | null {
  return pm === null ? null : pm + PM_CAPABILITY.ControlStatus.offset;
}

function pfInput({ device, vbd: hasVbd, switchCreation, vfs }: StackOptions) {
  const { pcie } = device.vfCapabilities;
  return {
    ndis: 'ndis',
    vbd: hasVbd ? 'vbd' : null,
    switchCreation,
    numVFs: vfs,
    totalVFs: device.sriov.totalVfs,
    vendorId: device.pf.vendorId,
    vfDeviceId: device.sriov.vfDeviceId,
    vfRegisters: {
      deviceControl: pcie === null ? null : pcie + PCIE_CAPABILITY.DeviceControl.offset,
      powerControl: powerControl(device.vfCapabilities),
    },
    vfBars: device.sriov.vfBars.map((bar) => (bar === null ? null : { bytes: bar.sizeBytes })),
    blocks: vendorBlocks,
  };
}

function guests(options: StackOptions, placed: readonly Placed[]): Record<string, ActorSpec> {
  const actors: Record<string, ActorSpec> = {};
  for (let guest = 0; guest < options.guests; guest += 1) {
    const own = placed.filter((each) => each.guest === guest);
    const vpci = `vpci.g${guest}`;
    actors[`pnp.g${guest}`] = {
      machine: pnpGuest,
      input: {
        bus: vpci,
        slots: own.map(({ slot, vf }) => ({
          slot,
          vf,
          stacks: options.vbd ? [[`vbd.vf${vf}`], [`ndis.vf${vf}`]] : [[`ndis.vf${vf}`]],
        })),
      },
    };
    actors[vpci] = {
      machine: options.replacements?.vpci ?? createVpciBus({ slots: own.length }),
      input: { host: 'vstack', pnp: `pnp.g${guest}`, readings: options.readings ?? {} },
    };
    for (const each of own) Object.assign(actors, virtualFunction(options, each, vpci));
  }
  return actors;
}

function virtualFunction(
  options: StackOptions,
  { vf, guest, slot }: Placed,
  vpci: string,
): Record<string, ActorSpec> {
  const bus = options.vbd ? `vbd.vf${vf}` : vpci;
  const pnp = `pnp.g${guest}`;
  return {
    ...(options.vbd
      ? {
          [bus]: {
            machine: options.replacements?.vbd ?? vbd,
            input: { partition: 'guest', bus: vpci, slot },
          },
        }
      : {}),
    [`ndis.vf${vf}`]: {
      machine: ndisVfRefusing(options.refused ?? []),
      input: { miniport: `vf${vf}`, bus, slot, vf, pnp, host: 'vstack' },
    },
    [`vf${vf}`]: {
      machine: options.replacements?.vf ?? vfMiniport,
      input: { ndis: `ndis.vf${vf}`, bus, vbd: options.vbd ? bus : null, slot },
    },
  };
}

function clients(options: StackOptions): Record<string, ActorSpec> {
  const asked = [...new Set(options.clients.flatMap(({ steps }) => steps.map((step) => step.to)))];
  const testers = asked.filter((id) => /^tester(\.vf\d+)?$/.test(id)).sort();
  return {
    ...(asked.includes('holder')
      ? { holder: { machine: interfaceHolder, input: { bus: 'pci' } } }
      : {}),
    ...Object.fromEntries(testers.map((id) => [id, { machine: testDriver }])),
    ...Object.fromEntries(
      options.clients.map(({ id, steps }) => [id, { machine: client, input: { steps } }]),
    ),
  };
}

function lanesOf(
  options: StackOptions,
  placed: readonly Placed[],
  actors: Record<string, ActorSpec>,
): readonly Lane[] {
  const parent = ['pnp', 'vstack', 'ndis', 'pf', 'vbd', 'pci', 'device', 'holder', 'tester']
    .filter((id) => id in actors)
    .map((id): Lane => ({ id, label: id, partition: 'parent' }));
  const inGuest = Array.from({ length: options.guests }, (_, guest) =>
    ['pnp', 'vpci'].map((label): Lane => {
      return { id: `${label}.g${guest}`, label, partition: 'guest', guest };
    }),
  ).flat();
  const ofVfs = placed.flatMap(({ vf, guest }) =>
    ['vbd', 'ndis', 'vf', 'tester'].flatMap((label): readonly Lane[] => {
      const id = label === 'vf' ? `vf${vf}` : `${label}.vf${vf}`;
      return id in actors ? [{ id, label, partition: 'guest', guest, vf }] : [];
    }),
  );
  const own = options.clients.map(({ id }): Lane => ({ id, label: id, partition: 'client' }));
  return [...own, ...parent, ...inGuest, ...ofVfs];
}
