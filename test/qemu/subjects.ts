/** The device, and the PCI bus driver over it, as open subjects: what is asked at the borders of their ranges. */
import type { DeviceModel, RegisterFile } from '../../actors/device/index.ts';
import { createDeviceMachine } from '../../actors/device/index.ts';
import type { PciContext } from '../../machines/pci/context.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import type { OpenSubject, Stimulus } from '../../src/generate/index.ts';
import type { Message } from '../../src/system/index.ts';
import type { SRIOV_FIELD } from '../../src/wdk/index.ts';
import { SRIOV_FIELD as fields, INTERFACE, PM_CAPABILITY } from '../../src/wdk/index.ts';

type FieldName = keyof typeof SRIOV_FIELD;

/** The SR-IOV capability: every write is followed by reads of what it may have changed. */
export function capabilitySubject(model: DeviceModel, registers?: RegisterFile): OpenSubject {
  const { pf, sriov } = model;
  const access = (name: FieldName) => {
    const { offset, sizeBytes } = fields[name];
    return { offset: sriov.offset + offset, length: sizeBytes };
  };
  const shown = (['Control', 'NumVFs', 'FirstVFOffset', 'VFStride', 'SystemPageSize'] as const).map(
    access,
  );
  const from = (message: object): Stimulus => ({
    from: 'tester',
    to: 'device',
    message: { from: 'tester', ...message } as Message,
  });
  const write = (name: FieldName, value: number) =>
    from({
      type: 'ConfigBatch',
      id: `${name} = 0x${value.toString(16)}`,
      rid: pf.rid,
      accesses: [{ ...access(name), value }, ...shown],
    });
  const vf = (index: number) => pf.rid + sriov.firstVfOffset + index * sriov.vfStride;
  const isThere = (index: number) =>
    from({ type: 'ConfigRead', id: `VF${index} class`, rid: vf(index), offset: 8, length: 4 });
  const flr = (rid: number, pcie: number | null, name: string) =>
    from({
      type: 'ConfigWrite',
      id: `${name} reset`,
      rid,
      offset: (pcie ?? 0) + 8,
      length: 2,
      value: 0x8000,
    });
  const page = 2 ** (31 - Math.clz32(sriov.supportedPageSizes));
  const bar = sriov.vfBars.find((each) => each !== null);
  return {
    name: 'SR-IOV capability',
    actors: { device: { machine: createDeviceMachine(model, registers) } },
    stimuli: [
      ...[0, 1, sriov.totalVfs, sriov.totalVfs + 1].map((value) => write('NumVFs', value)),
      ...[0x00, 0x19].map((value) => write('Control', value)),
      write('SystemPageSize', page),
      from({
        type: 'ConfigBatch',
        id: `VF BAR ${bar?.index ?? 0} sized`,
        rid: pf.rid,
        accesses: [0xffff_ffff, 0].flatMap((value) => {
          const place = { offset: access('VFBar0').offset + 4 * (bar?.index ?? 0), length: 4 };
          return [{ ...place, value }, place];
        }),
      }),
      ...[0, sriov.totalVfs - 1].map(isThere),
      flr(pf.rid, model.pfCapabilities.pcie, 'PF'),
      flr(vf(0), model.vfCapabilities.pcie, 'VF0'),
      from({ type: 'BusReset' }),
    ],
  };
}

/** What NDIS asks of the PCI bus driver whose device this is. */
export function driverSubject(model: DeviceModel, registers?: RegisterFile): OpenSubject {
  const { segment, rid, vendorId } = model.pf;
  const { pm } = model.pfCapabilities;
  const { totalVfs } = model.sriov;
  const ask = (type: string, more: object = {}): Stimulus => ({
    from: 'ndis',
    to: 'pci',
    message: { type, id: type, irql: 'PASSIVE_LEVEL', from: 'ndis', ...more } as Message,
  });
  const irp = (type: string, more: object = {}) => ask(type, { deviceObject: 'PDO', ...more });
  const query = irp('IRP_MN_QUERY_INTERFACE', {
    interfaceType: INTERFACE.PCI_VIRTUALIZATION_INTERFACE.guid,
    size: 128,
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  });
  const enable = (numVFs: number, enableVirtualization = true) =>
    ask('EnableVirtualization', {
      numVFs,
      enableVfMigration: false,
      enableMigrationInterrupt: false,
      enableVirtualization,
    });
  const calls = [
    ...[0, 1, totalVfs, totalVfs + 1].map((numVFs) => enable(numVFs)),
    enable(0, false),
    ...[0, totalVfs].map((vf) => ask('GetLocation', { vf })),
    ask('GetResources'),
    ask('GetVirtualFunctionProbedBars'),
    ...[0, 2, 8].map((offset) =>
      ask('GetVirtualFunctionData', { vf: 0, offset, length: offset === 2 ? 2 : 4 }),
    ),
    ask('GetVirtualFunctionData', { vf: totalVfs, offset: 0, length: 4 }),
    ask('SetVirtualFunctionData', { vf: 0, offset: 4, length: 2, value: 0x0004 }),
  ];
  const begin = [irp('IRP_MN_START_DEVICE')];
  const irps = [
    irp('IRP_MN_QUERY_REMOVE_DEVICE'),
    irp('IRP_MN_SET_POWER', { powerState: 'D3' }),
    irp('IRP_MN_SET_POWER', { powerState: 'D0' }),
    irp('IRP_MN_READ_CONFIG', { whichSpace: 'PCI_WHICHSPACE_CONFIG', offset: 0, length: 4 }),
  ];
  return {
    name: 'PCI bus driver and its device',
    actors: {
      pci: {
        machine: pciBus,
        input: {
          device: 'device',
          segment,
          pfRid: rid,
          vendorId,
          powerControl: pm === null ? null : pm + PM_CAPABILITY.ControlStatus.offset,
          readings: {},
        },
      },
      device: { machine: createDeviceMachine(model, registers) },
    },
    // The device is started first and once; who holds no reference calls nothing, and holds one at most.
    stimuli: (view) => {
      const context = view.pci?.context as Pick<PciContext, 'sriov' | 'references'>;
      if (context.sriov === null) return begin;
      const isHolder = Object.keys(context.references).length > 0;
      return isHolder ? [...calls, ...irps] : [query];
    },
  };
}
