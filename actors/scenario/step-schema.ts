/**
 * The steps of a scenario: one schema for each verb, with the words that an editor shows. The verbs are the requests of
 * `machines/messages/environment.ts`, seen from the user's side.
 */
import { z } from 'zod';
import type { Irql } from '../../src/wdk/irql.ts';
import { IRQL } from '../../src/wdk/irql.ts';
import { NDIS_STATUS } from '../../src/wdk/ndis-status.ts';
import { NTSTATUS } from '../../src/wdk/ntstatus.ts';
import { oidName, oidParameters, pfCall, vfCall } from './call-schema.ts';

/** Most VFs that a run can have; a block mask, a switch and a screen all have room for 64. */
export const maxVfs = 64;

type Names<T extends object> = [keyof T & string, ...(keyof T & string)[]];
const names = <T extends object>(table: T) => Object.keys(table) as Names<T>;

const status = z
  .enum([...names(NTSTATUS), ...names(NDIS_STATUS)])
  .meta({ id: 'Status', description: 'Name of an NTSTATUS or NDIS_STATUS.' });

const irql = z
  .enum(names(IRQL) as [Irql, ...Irql[]])
  .meta({ id: 'Irql', description: 'Level at which the driver makes the call.' });

/** A whole number from `least` to `most`, or the same in hexadecimal digits, such as "0x10". */
function number(least: number, most: number, description: string) {
  const error = `legal are ${least} to ${most}, or the same as hexadecimal text such as '0x10'`;
  const inRange = (digits: string) => Number(digits) >= least && Number(digits) <= most;
  const text = z.string({ error }).regex(/^0x[0-9a-fA-F]{1,8}$/, { error });
  const count = z.int({ error }).min(least, { error }).max(most, { error });
  return z
    .union([count, text.refine(inRange, { error })], { error })
    .transform(Number)
    .describe(description);
}

function vfNumber(description: string) {
  const error = `legal are 0 to ${maxVfs - 1}, and 'each'`;
  const index = z
    .int({ error })
    .min(0, { error })
    .max(maxVfs - 1, { error });
  return z
    .union([index, z.literal('each', { error })], { error })
    .describe(description)
    .optional();
}

const vf = vfNumber(
  'Index of the VM network adapter; "each": the step is repeated for every VF. Left out: the client\'s own VF.',
);
const vfId = vfNumber(
  "VFId, as the PF miniport gave it out: from 0, in the order of allocation. Left out: the client's own index.",
);
const block = number(
  0,
  0xffff_ffff,
  'Number of the configuration block. Only 0 to 63 can be invalidated.',
);
const bytes = number(0, 4096, 'Length in bytes.');
const offset = number(0, 4095, 'Offset in configuration space.');
const content = z
  .string()
  .min(1)
  .max(32)
  .describe('Content of the block, as a short token: which write is it?');
const way = z
  .enum(['ndis', 'ioctl'])
  .describe(
    '"ndis": NdisMReadConfigBlock or NdisMWriteConfigBlock, which wait; "ioctl": IOCTL_VPCI_READ_BLOCK or ' +
      'IOCTL_VPCI_WRITE_BLOCK, which can be cancelled.',
  )
  .default('ndis');
const power = z.enum(['D0', 'D3']).describe('D0: working; D3: off.');

const at = z
  .enum(['bus', 'vbd'])
  .describe(
    '"bus": the bus driver itself; "vbd": the virtual bus driver above it. The step is left out in a stack without one.',
  )
  .default('bus');

const expected = z.union([status, z.array(status).min(1).max(8)]).meta({
  id: 'ExpectedStatus',
  description: 'The status that the answer must have, or a list of those that it may have.',
});

const common = {
  wait: z
    .boolean()
    .describe('false: go on with the next step without waiting for the answer.')
    .default(true),
  expect: expected.optional(),
};

function verb<const Verb extends string, Shape extends z.core.$ZodShape>(
  name: Verb,
  description: string,
  shape: Shape,
) {
  return z.strictObject({ do: z.literal(name), ...shape, ...common }).describe(description);
}

export const stepSchema = z.discriminatedUnion('do', [
  verb('start-pf', 'Start the PF: IRP_MN_START_DEVICE, MiniportInitializeEx, the switch.', {}),
  verb('remove-pf', 'Remove the PF in order: query-remove and, if nobody refuses, remove.', {}),
  verb('pull-pf', 'Pull the hardware out: IRP_MN_SURPRISE_REMOVAL.', {}),
  verb('set-pf-power', "The PF's power policy: IRP_MN_QUERY_POWER, IRP_MN_SET_POWER.", { power }),
  verb('hang-hardware', 'The hardware of the PF gets stuck.', {
    noticed: z
      .boolean()
      .describe(
        'true: the PF miniport notices and calls NdisMResetMiniport; false: a check for hang has to find it.',
      )
      .default(false),
  }),
  verb('check-for-hang', 'A check-for-hang period is over: MiniportCheckForHangEx.', {}),
  verb('reset-adapter', 'NDIS resets the PF: MiniportResetEx.', {}),
  verb('check-vf-for-hang', 'The same period in the guest: MiniportCheckForHangEx of a VF.', {
    vf,
  }),
  verb('reset-vf-adapter', "The guest's NDIS resets a VF: MiniportResetEx.", { vf }),
  verb('assign-vf', 'Allocate a VF and offer it to its guest.', { vf }),
  verb('unassign-vf', 'Eject a VF, wait for the guest, tear it down.', { vf }),
  verb('revoke-vf', 'Take a VF from its guest without asking.', { vf }),
  verb('reset-vf', 'OID_SRIOV_RESET_VF: a function-level reset of one VF.', { vf }),
  verb('set-vf-power', 'OID_SRIOV_SET_VF_POWER_STATE.', {
    vf,
    power,
    wake: z.boolean().describe('WakeEnable.').default(false),
  }),
  verb('await-vf', "Wait until the guest can use the VF's adapter.", { vf }),
  verb('await-vf-removal', "Wait until the guest has lost the VF's adapter.", { vf }),
  verb('set-device-power', "The guest's power policy: IRP_MN_SET_POWER to the VF.", { vf, power }),
  verb('read-block', 'The VF driver reads a configuration block.', {
    vf,
    block,
    bytes,
    way,
    irql: irql.optional(),
  }),
  verb('write-block', 'The VF driver writes a configuration block.', {
    vf,
    block,
    bytes,
    content,
    way,
    irql: irql.optional(),
  }),
  verb('cancel-block', "IoCancelIrp for the VF driver's outstanding IOCTL, if there is one.", {
    vf,
    request: z.enum(['read', 'write']).describe('Which of the two IOCTLs.'),
  }),
  verb('read-config', 'The VF driver reads its own configuration space.', {
    vf,
    offset,
    bytes: z.literal([1, 2, 4]).describe('Length in bytes.'),
    irql: irql.optional(),
  }),
  verb('write-config', 'The VF driver writes its own configuration space.', {
    vf,
    offset,
    bytes: z.literal([1, 2, 4]).describe('Length in bytes.'),
    value: number(0, 0xffff_ffff, 'The value.'),
    irql: irql.optional(),
  }),
  verb('update-block', 'The hardware changes a block; the PF miniport invalidates it.', {
    vf: vfId,
    block,
    content,
  }),
  verb(
    'hold-interface',
    'Another driver queries GUID_BUS_INTERFACE_STANDARD of the PF and keeps it.',
    {},
  ),
  verb('release-interface', 'That driver dereferences the interface.', {}),
  verb('request-oid', 'Another protocol driver on the PF calls NdisOidRequest.', {
    oid: oidName,
    parameters: oidParameters.default({}),
    timeout: number(
      1,
      3600,
      'Timeout in seconds, after which NDIS may cancel it. Left out: none.',
    ).optional(),
  }),
  verb(
    'cancel-oid',
    'That driver calls NdisCancelOidRequest for its OID, if one is under way.',
    {},
  ),
  verb('call-pf-bus', "A test driver in the PF's device stack calls its bus driver.", {
    call: pfCall,
    at,
  }),
  verb('call-vf-bus', "A test driver in a VF's device stack calls its bus driver.", {
    vf,
    call: vfCall,
    at,
  }),
  verb('await-client', 'Wait until another client has finished its steps.', {
    client: z.string().describe('Its name. A client with "each" stands for all its copies.'),
  }),
]);

/** One step as it is after parsing: defaults are filled in. */
export type ScenarioStep = z.output<typeof stepSchema>;
export type Verb = ScenarioStep['do'];
