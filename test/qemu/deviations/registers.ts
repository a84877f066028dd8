/** Deviations in single registers: bits that can be written, cannot, or read another value. */

import { read32 } from '../../../actors/device/bytes.ts';
import type { Capability } from '../../../actors/device/index.ts';
import { withRegister } from '../../../actors/device/registers.ts';
import { EXTENDED_CAPABILITY_ID } from '../../../src/wdk/index.ts';
import { write, writeField } from '../differential/request.ts';
import type { TwinState } from '../differential/twin.ts';
import type { Deviation, TwinStep } from './deviation.ts';
import { gaps } from './gaps.ts';
import { plainDword, withDword } from './step.ts';

const everyVersion = { from: '7.1' } as const;
const only7 = { from: '7.1', below: '8.0' } as const;
const isAri = ({ id, extended }: Capability) =>
  extended && id === EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value;
const pcieOf = ({ pfCapabilities }: { pfCapabilities: { pcie: number | null } }) =>
  pfCapabilities.pcie ?? 0;

const pmOf = ({ pfCapabilities }: { pfCapabilities: { pm: number | null } }) =>
  pfCapabilities.pm ?? 0;

/** PMCSR of the function that was written to, by the masks alone. */
function acceptPowerState(step: TwinStep): TwinState {
  const { model, before, request, after } = step;
  if (request.kind !== 'write') return after;
  const isPf = request.to === 'pf';
  const { pm } = isPf ? model.pfCapabilities : model.vfCapabilities;
  const offset = (pm ?? -8) + 4;
  if (pm === null || (request.offset & ~3) !== offset) return after;
  if (request.to === 'pf') {
    const value = plainDword(model.pfImage, before.registers.pf, request, offset);
    return withDword(step, offset, value);
  }
  if (request.to >= before.present) return after;
  const { [request.to]: old = {} } = before.registers.vfs;
  const value = plainDword(model.vfImage, old, request, offset);
  const { [request.to]: now = {} } = after.registers.vfs;
  const vf = withRegister(model.vfImage, now, offset, value);
  const vfs = { ...after.registers.vfs, [request.to]: vf };
  return { ...after, registers: { ...after.registers, vfs } };
}

export const registerDeviations: readonly Deviation[] = [
  {
    id: 'ari-next-function',
    versions: { from: '7.1', below: '8.1' },
    clause: '7.8.8.2',
    specification: 'ARI Next Function Number is 0 where no function with a higher number follows',
    qemu: 'reads 1',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: () => [],
    bits: ({ capabilities }) => [
      { who: 'pf', offset: (capabilities.find(isAri)?.offset ?? 0) + 4, inverted: 0x0100 },
    ],
  },
  {
    id: 'vf-interrupt-pin',
    versions: only7,
    clause: '9.3.4',
    specification: 'Interrupt Pin of a VF is fixed at 0',
    qemu: 'reads 1 (INTA)',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: (device) => [writeField(device, 'NumVFs', 1), writeField(device, 'Control', 1)],
    bits: () => [{ who: 'vf', offset: 0x3c, inverted: 0x0100 }],
  },
  {
    id: 'vf-link-status',
    versions: everyVersion,
    clause: '9.3.5',
    specification: 'Link Status of a VF is reserved: the link is the PF’s',
    qemu: 'reads as the PF’s',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: (device) => [writeField(device, 'NumVFs', 1), writeField(device, 'Control', 1)],
    bits: ({ pfImage, pfCapabilities, vfCapabilities }) => [
      {
        who: 'vf',
        offset: (vfCapabilities.pcie ?? 0) + 0x10,
        inverted: (read32(pfImage.reset, (pfCapabilities.pcie ?? 0) + 0x10) & 0xffff_0000) >>> 0,
      },
    ],
  },
  {
    id: 'parity-error-response',
    versions: only7,
    clause: '7.5.1.1.3',
    specification: 'Command: Parity Error Response can be written',
    qemu: 'the bit is fixed at 0',
    ours: 'can be written',
    deviates: 'QEMU',
    shortest: () => [write('pf', 0x04, 2, 0x0040)],
    bits: () => [{ who: 'pf', offset: 0x04, readOnly: 0x0040 }],
  },
  {
    id: 'reserved-space-is-memory',
    versions: everyVersion,
    clause: '7.4',
    specification: 'reserved registers read 0 and ignore writes',
    qemu: 'what belongs to no capability keeps what is written, in the PF and in VFs',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', gaps(device)[0]?.offset ?? 0, 4, 1)],
    bits: gaps,
  },
  {
    id: 'power-state-d1-d2',
    versions: everyVersion,
    clause: '7.5.2.2',
    specification: 'PMCSR: a power state that the function does not have is not taken',
    qemu: 'D1 and D2 are taken, though the capability says that there are none',
    ours: 'the old state stays',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', pmOf(device) + 4, 2, 0x0002)],
    after: acceptPowerState,
  },
  {
    id: 'device-control',
    versions: only7,
    clause: '7.5.3.4',
    specification: 'Device Control: the error reporting enables can be written',
    qemu: 'all bits but Initiate Function Level Reset are fixed at 0',
    ours: 'can be written',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', pcieOf(device) + 8, 2, 0x0001)],
    bits: (device) => [{ who: 'pf', offset: pcieOf(device) + 8, readOnly: 0x7fff }],
  },
  {
    id: 'link-control',
    versions: everyVersion,
    clause: '7.5.3.7',
    specification:
      'Link Control: ASPM Control, Common Clock Configuration, Extended Synch can be written',
    qemu: 'all bits are fixed at 0',
    ours: 'can be written',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', pcieOf(device) + 0x10, 2, 0x0001)],
    bits: (device) => [{ who: 'pf', offset: pcieOf(device) + 0x10, readOnly: 0xffff }],
  },
  {
    id: 'device-control-2',
    versions: everyVersion,
    clause: '7.5.3.16',
    specification:
      'Device Control 2: bit 15 (End-End TLP Prefix Blocking) is reserved in endpoints',
    qemu: 'bit 15 can be written; AtomicOp Requester Enable and the IDO enables, which are optional, cannot',
    ours: 'bit 15 reads 0; the optional bits can be written',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', pcieOf(device) + 0x28, 2, 0x8000)],
    bits: (device) => [
      {
        who: 'pf',
        offset: pcieOf(device) + 0x28,
        writable: 0x8000,
        readOnly: 0x7fff,
      },
      { who: 'vf', offset: (device.vfCapabilities.pcie ?? 0) + 0x28, writable: 0x8000 },
    ],
  },
  {
    id: 'link-control-2',
    versions: everyVersion,
    clause: '7.5.3.19',
    specification: 'Link Control 2 may be fixed at 0 where only 2.5 GT/s is supported',
    qemu: 'all bits are fixed at 0',
    ours: 'can be written',
    deviates: 'neither',
    shortest: (device) => [write('pf', pcieOf(device) + 0x30, 2, 0x0001)],
    bits: (device) => [{ who: 'pf', offset: pcieOf(device) + 0x30, readOnly: 0xffff }],
  },
  {
    id: 'vf-command',
    versions: everyVersion,
    clause: '7.5.1.1.3, 9.3.4',
    specification:
      'VF Command: I/O Space Enable, Memory Space Enable, SERR# Enable and Interrupt Disable are fixed at 0',
    qemu: 'they can be written, and Memory Space Enable decides over the memory of the VF',
    ours: 'Bus Master Enable alone can be written',
    deviates: 'QEMU',
    shortest: (device) => [
      writeField(device, 'NumVFs', 1),
      writeField(device, 'Control', 1),
      write(0, 0x04, 2, 0x0001),
    ],
    bits: () => [{ who: 'vf', offset: 0x04, writable: 0x0503 }],
  },
  {
    id: 'vf-cache-line-size',
    versions: everyVersion,
    clause: '9.3.4',
    specification: 'Cache Line Size of a VF is fixed at 0',
    qemu: 'can be written',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: (device) => [
      writeField(device, 'NumVFs', 1),
      writeField(device, 'Control', 1),
      write(0, 0x0c, 4, 1),
    ],
    bits: () => [{ who: 'vf', offset: 0x0c, writable: 0xff }],
  },
  {
    id: 'vf-interrupt-line',
    versions: everyVersion,
    clause: '9.3.4',
    specification: 'Interrupt Line of a VF is fixed at 0',
    qemu: 'can be written',
    ours: 'reads 0',
    deviates: 'QEMU',
    shortest: (device) => [
      writeField(device, 'NumVFs', 1),
      writeField(device, 'Control', 1),
      write(0, 0x3c, 4, 1),
    ],
    bits: () => [{ who: 'vf', offset: 0x3c, writable: 0xff }],
  },
];
