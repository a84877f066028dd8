/** The guest VPCI bus driver's block routines, handed out as VPCI_INTERFACE_STANDARD. */
import type { CardGroup } from '../card.ts';

/** First parameter of both routines. */
const CONTEXT = {
  name: 'Context',
  dir: 'inout',
  type: 'PVOID',
  rule: 'the Context of the VPCI_INTERFACE_STANDARD it came from',
} as const;

/** Which block. */
const BLOCK_ID = {
  name: 'BlockId',
  dir: 'in',
  type: 'ULONG',
  rule: 'IHV-private block number; OS does not interpret it',
} as const;

/** How much of it. */
const LENGTH = {
  name: 'Length',
  dir: 'in',
  type: 'ULONG',
  rule: 'must not exceed VPCI_MAX_READ_WRITE_BLOCK_SIZE',
} as const;

export const VPCI_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'vpci.h',
    providedBy: 'VPCI_INTERFACE_STANDARD',
    calledBy: 'VF driver in the guest',
    minOs: 'Windows Server 2012',
  },
  cards: {
    ReadVfConfigBlock: {
      doc: 'read a configuration block from the PF and wait for it',
      irqlMax: 'APC_LEVEL',
      parameters: [
        CONTEXT,
        BLOCK_ID,
        { name: 'Buffer', dir: 'out', type: 'PVOID', rule: 'caller-allocated' },
        LENGTH,
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'block read' },
        { status: 'other NTSTATUS', when: 'failed; page lists no specific code' },
      ],
      rules: [
        'Function type VPCI_READ_BLOCK',
        'Synchronous: PF driver is asked for the data before return',
        'Asynchronous twin: IOCTL_VPCI_READ_BLOCK',
        'Reads an IHV config BLOCK, not PCIe config space',
      ],
      source: 'vpci/nc-vpci-vpci_read_block.md',
      contradictions: ['C03', 'C06', 'C14'],
      aliases: ['VPCI_READ_BLOCK', 'PVPCI_READ_BLOCK'],
    },
    WriteVfConfigBlock: {
      doc: 'write a configuration block to the PF and wait for it',
      // The page allows DISPATCH_LEVEL, but the header does not, and the call waits (C05).
      irqlMax: 'APC_LEVEL',
      parameters: [
        CONTEXT,
        BLOCK_ID,
        { name: 'Buffer', dir: 'in', type: 'PVOID', rule: 'caller-allocated, data to write' },
        LENGTH,
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'block written' },
        { status: 'other NTSTATUS', when: 'failed; page lists no specific code' },
      ],
      rules: [
        'Function type VPCI_WRITE_BLOCK',
        'PF driver is told to update the block',
        'Asynchronous twin: IOCTL_VPCI_WRITE_BLOCK',
        'Page says <= DISPATCH_LEVEL, header annotation says max APC_LEVEL (C05): model ' +
          'the stricter APC_LEVEL as the safe bound',
      ],
      source: 'vpci/nc-vpci-vpci_write_block.md',
      contradictions: ['C05', 'C06', 'C14', 'C32'],
      aliases: ['VPCI_WRITE_BLOCK', 'PVPCI_WRITE_BLOCK'],
    },
  },
} as const satisfies CardGroup;
