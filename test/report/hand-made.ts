/** A few steps as a run would give them, and the lanes of a stack with one or two VFs. */
import type { ReportLane } from '../../src/report/index.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

const parent = ['pnp', 'vstack', 'ndis', 'pf', 'vbd', 'pci', 'device'];

/** The lanes of a stack with this many VFs, each in a guest of its own. */
export function lanesOf(vfs: number): readonly ReportLane[] {
  const numbers = Array.from({ length: vfs }, (_, vf) => vf);
  return [
    { id: 'administrator', label: 'administrator', partition: 'client' },
    ...parent.map((id) => ({ id, label: id, partition: 'parent' as const })),
    ...numbers.flatMap((guest) =>
      ['pnp', 'vpci'].map((label) => ({
        id: `${label}.g${guest}`,
        label,
        partition: 'guest' as const,
        guest,
      })),
    ),
    ...numbers.flatMap((vf) =>
      ['vbd', 'ndis', 'vf'].map((label) => ({
        id: label === 'vf' ? `vf${vf}` : `${label}.vf${vf}`,
        label,
        partition: 'guest' as const,
        guest: vf,
        vf,
      })),
    ),
  ];
}

/** A step with what matters; the rest is as dull as can be. */
export function stepOf(
  given: Omit<Partial<TraceStep>, 'message'> & {
    readonly from: string;
    readonly to: string;
    readonly message: object;
  },
): TraceStep {
  return {
    step: 1,
    timeMs: 0,
    before: 'idle',
    after: 'idle',
    sent: [],
    reception: 'handled',
    pending: [],
    ...given,
    message: given.message as TraceStep['message'],
  };
}

export const story: readonly TraceStep[] = [
  stepOf({
    from: 'administrator',
    to: 'vstack',
    message: { type: 'AssignVf', id: 'step2', vf: 1 },
    before: 'vf0.idle, vf1.absent',
    after: 'vf0.idle, vf1.allocating',
  }),
  stepOf({
    step: 2,
    from: 'vstack',
    to: 'ndis',
    message: {
      type: 'NdisOidRequest',
      id: 'oid',
      irql: 'PASSIVE_LEVEL',
      oid: 'OID_NIC_SWITCH_ALLOCATE_VF',
      parameters: { vf: 0xffff, requestorId: 0xffff_ffff, switchId: 0 },
    },
  }),
  stepOf({
    step: 3,
    from: 'pf',
    to: 'ndis',
    message: {
      type: 'MiniportOidRequest.return',
      id: 'oid',
      oid: 'OID_NIC_SWITCH_ALLOCATE_VF',
      status: 'NDIS_STATUS_PENDING',
      result: {},
    },
  }),
  stepOf({
    step: 4,
    from: 'pci',
    to: 'device',
    message: { type: 'ConfigWrite', id: 'x', rid: 0x0180, offset: 0x168, length: 2, value: 9 },
  }),
  stepOf({
    step: 5,
    timeMs: 500,
    from: 'timer',
    to: 'pf',
    message: { type: 'xstate.after.500.pf.resetting' },
  }),
  stepOf({
    step: 6,
    timeMs: 500,
    from: 'vpci.g1',
    to: 'ndis.vf1',
    message: {
      type: 'IoCompleteRequest',
      id: 'x',
      request: 'IOCTL_VPCI_READ_BLOCK',
      status: 'STATUS_CANCELLED',
      blockId: 2,
    },
    reception: 'unexpected',
  }),
  stepOf({
    step: 7,
    timeMs: 500,
    from: 'pf',
    to: 'ndis',
    message: {
      type: 'NdisMInvalidateConfigBlock',
      irql: 'DISPATCH_LEVEL',
      vf: 1,
      blockMask: '0x8',
    },
  }),
];
