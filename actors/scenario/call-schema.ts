/**
 * What the test driver can be told to call, with parameters that may be wrong: OIDs of the PF, and the IRPs, IOCTLs and
 * interface routines of the two bus drivers. Field names are those of the other steps; a field that is left out has its
 * legal value.
 */
import { z } from 'zod';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import { OID } from '../../src/wdk/oids.ts';

type Names<T extends object> = [keyof T & string, ...(keyof T & string)[]];

/** A field of a structure: any number that it can hold. */
const field = (bits: 16 | 32, description: string) =>
  z
    .int()
    .min(0)
    .max(2 ** bits - 1)
    .describe(description);
const flag = (description: string) => z.boolean().describe(description);
const token = z.string().min(1).max(32).describe('Content of the block, as a short token.');

export const oidName = z.enum(Object.keys(OID) as Names<typeof OID>).describe('Name of the OID.');

/** The members of an OID's structure, as `OidParameters` of the messages has them. */
export const oidParameters = z
  .strictObject({
    vf: field(16, 'VFId.'),
    requestorId: field(32, 'RequestorId; 4294967295 is NDIS_INVALID_RID.'),
    switchId: field(32, 'SwitchId; 0 is the default switch.'),
    numVFs: field(32, 'NumVFs.'),
    vport: field(32, 'VPortId; 0 is the default VPort.'),
    attachedFunction: field(16, 'AttachedFunctionId: a VFId, or 65535 for the PF.'),
    filter: field(32, 'FilterId.'),
    destinationVPort: field(32, 'DestVPortId.'),
    offset: field(32, 'Offset in configuration space.'),
    length: field(32, 'Length in bytes.'),
    value: field(32, 'The value that is written.'),
    blockId: field(32, 'BlockId.'),
    block: token,
    powerState: z.enum(['D0', 'D1', 'D2', 'D3']).describe('PowerState.'),
    wakeEnable: flag('WakeEnable.'),
    bar: field(16, 'BaseRegisterIndex.'),
    set: flag('true: the set request of an OID that is a method and a set request.'),
    vportState: z
      .enum(['NdisNicSwitchVPortStateActivated', 'NdisNicSwitchVPortStateDeactivated'])
      .describe('VPortState, in the set request of OID_NIC_SWITCH_VPORT_PARAMETERS.'),
    bufferBytes: field(32, 'InformationBufferLength. Left out: as long as is needed.'),
  })
  .partial()
  .describe('Members of the structure; what is left out is not given.');

const guids = Object.values(INTERFACE).map(({ guid }) => guid);
const interfaceType = z
  .enum([...guids, 'GUID_ACPI_INTERFACE_STANDARD'])
  .describe('Which interface; the last one is exported by nobody here.');
const bytes = field(32, 'Length in bytes.');
const offset = field(32, 'Offset in configuration space.');
const value = field(32, 'The value that is written.');
const block = field(32, 'Number of the configuration block.');
const virtualFunction = field(16, 'VirtualFunction, from 0.');
const space = z
  .enum(['PCI_WHICHSPACE_CONFIG', 'PCI_WHICHSPACE_ROM'])
  .describe('WhichSpace.')
  .default('PCI_WHICHSPACE_CONFIG');
const majorFunction = z
  .enum(['IRP_MJ_INTERNAL_DEVICE_CONTROL', 'IRP_MJ_DEVICE_CONTROL'])
  .describe('Major code of the IRP (C15). Left out: internal.');
const inputBytes = field(32, 'InputBufferLength. Left out: the structure.');
const outputBytes = field(32, 'OutputBufferLength. Left out: as the page wants it.');

function routine<const Name extends string, Shape extends z.core.$ZodShape>(
  name: Name,
  shape: Shape,
) {
  return z.strictObject({ routine: z.literal(name).describe('What is called.'), ...shape });
}

/** What both bus drivers serve. */
const common = [
  routine('IRP_MN_QUERY_INTERFACE', {
    interface: interfaceType,
    size: field(16, "Bytes of the caller's storage. Left out: the structure's.").optional(),
    version: field(16, 'Left out: the one that there is.').optional(),
  }),
  routine('InterfaceReference', { interface: interfaceType }),
  routine('InterfaceDereference', { interface: interfaceType }),
  routine('IRP_MN_QUERY_CAPABILITIES', {
    version: field(16, 'Of DEVICE_CAPABILITIES; 1 is legal.'),
  }),
  routine('IRP_MN_READ_CONFIG', { space, offset, bytes }),
  routine('IRP_MN_WRITE_CONFIG', { space, offset, bytes, value }),
  routine('GetBusData', { offset, bytes }),
  routine('SetBusData', { offset, bytes, value }),
] as const;

export const pfCall = z
  .discriminatedUnion('routine', [
    ...common,
    routine('EnableVirtualization', {
      numVFs: field(16, 'NumVFs.'),
      enable: flag('EnableVirtualization.'),
      migration: flag('EnableVfMigration.').default(false),
      migrationInterrupt: flag('EnableMigrationInterrupt.').default(false),
    }),
    routine('GetLocation', { virtualFunction }),
    routine('GetResources', {}),
    routine('GetVirtualFunctionProbedBars', {}),
    routine('GetVirtualFunctionData', { virtualFunction, offset, bytes }),
    routine('SetVirtualFunctionData', { virtualFunction, offset, bytes, value }),
  ])
  .describe('An IRP to the PF, or a routine of one of its interfaces.');

export const vfCall = z
  .discriminatedUnion('routine', [
    ...common,
    routine('ReadVfConfigBlock', { block, bytes }),
    routine('WriteVfConfigBlock', { block, bytes, content: token }),
    routine('IOCTL_VPCI_READ_BLOCK', {
      block,
      bytes,
      inputBytes: inputBytes.optional(),
      outputBytes: outputBytes.optional(),
      majorFunction: majorFunction.optional(),
    }),
    routine('IOCTL_VPCI_WRITE_BLOCK', {
      block,
      bytes,
      content: token,
      inputBytes: inputBytes.optional(),
      outputBytes: outputBytes.optional(),
      majorFunction: majorFunction.optional(),
    }),
  ])
  .describe('An IRP or IOCTL to a VF, or a routine of one of its interfaces.');

export type PfCall = z.output<typeof pfCall>;
export type VfCall = z.output<typeof vfCall>;

/** The names of the fields of a call's routine, for messages about others. */
export function callFields(verb: unknown, call: unknown): readonly string[] {
  const options = (verb === 'call-pf-bus' ? pfCall : vfCall).options;
  const name = (call as { readonly routine?: unknown } | null)?.routine;
  const found = options.find((option) => option.shape.routine.value === name);
  return found === undefined ? ['routine'] : Object.keys(found.shape);
}
