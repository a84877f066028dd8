/** Input and output of the VPCI block requests. */
import type { CardGroup } from '../card.ts';

export const VPCI_STRUCTS = {
  common: {
    kind: 'struct',
    header: 'vpci.h',
    irqlMax: null,
    minOs: 'Windows Server 2012',
  },
  cards: {
    VPCI_READ_BLOCK_INPUT: {
      doc: 'which block to read, and how much',
      parameters: [
        { name: 'BlockId', dir: 'field', type: 'ULONG', rule: 'block to read' },
        { name: 'BytesRequested', dir: 'field', type: 'ULONG', rule: 'size of receiving buffer' },
      ],
      rules: ['BytesRequested must match OutputBufferLength'],
      calledBy: 'IOCTL_VPCI_READ_BLOCK sender',
      source: 'vpci/ns-vpci-_vpci_read_block_input.md',
    },
    VPCI_WRITE_BLOCK_INPUT: {
      doc: 'which block to write, and with what',
      parameters: [
        {
          name: 'BlockId',
          dir: 'field',
          type: 'ULONG',
          rule: 'block to write (page wrongly says read)',
        },
        { name: 'DataLength', dir: 'field', type: 'ULONG', rule: 'bytes in Data' },
        { name: 'Data', dir: 'field', type: 'UCHAR[ANYSIZE_ARRAY]', rule: 'payload' },
      ],
      rules: ['Variable length'],
      calledBy: 'IOCTL_VPCI_WRITE_BLOCK sender',
      source: 'vpci/ns-vpci-_vpci_write_block_input.md',
      contradictions: ['C32'],
    },
    VPCI_INVALIDATE_BLOCK_OUTPUT: {
      doc: 'which blocks changed',
      parameters: [
        {
          name: 'BlockMask',
          dir: 'field',
          type: 'UINT64',
          rule: 'bit n = block n changed; only blocks 0..63 can be expressed',
        },
      ],
      rules: ['IHVs advised to keep changeable data in the first 64 blocks'],
      providedBy: 'VPCI driver',
      calledBy: 'IOCTL_VPCI_INVALIDATE_BLOCK sender',
      source: 'vpci/ns-vpci-_vpci_invalidate_block_output.md',
    },
  },
} as const satisfies CardGroup;
