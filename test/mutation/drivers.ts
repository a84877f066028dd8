/** The five drivers of the stack: their files, how the machine is had from them, and the topologies they stand in. */

export type DriverName = 'pci' | 'pf' | 'vf' | 'vbd' | 'vpci';

export interface Driver {
  readonly name: DriverName;
  readonly title: string;
  /** Its own files, as patterns. */
  readonly files: readonly string[];
  /** TypeScript that exports the machine as `machine`. */
  readonly entry: string;
  /** Suites are made for the driver in each of them. */
  readonly variants: readonly Variant[];
}

/** Where a driver stands in the stack. */
export interface Variant {
  readonly name: string;
  readonly vbd: boolean;
  readonly partition?: 'parent' | 'guest';
  readonly switchCreation?: 'dynamic' | 'static';
}

const bothTopologies: readonly Variant[] = [
  { name: 'without VBD', vbd: false },
  { name: 'with VBD', vbd: true },
];

export const drivers: readonly Driver[] = [
  {
    name: 'pci',
    title: 'PCI bus driver',
    files: ['machines/pci-bus.ts', 'machines/pci/**/*.ts'],
    entry: "export { pciBus as machine } from './machines/pci-bus.ts';",
    variants: [{ name: 'without VBD', vbd: false }],
  },
  {
    name: 'pf',
    title: 'PF miniport',
    files: ['machines/pf-miniport.ts', 'machines/pf/**/*.ts'],
    entry: "export { pfMiniport as machine } from './machines/pf-miniport.ts';",
    variants: [...bothTopologies, { name: 'static switch', vbd: false, switchCreation: 'static' }],
  },
  {
    name: 'vf',
    title: 'VF miniport',
    files: ['machines/vf-miniport.ts', 'machines/vf/**/*.ts'],
    entry: "export { vfMiniport as machine } from './machines/vf-miniport.ts';",
    variants: bothTopologies,
  },
  {
    name: 'vbd',
    title: 'virtual bus driver',
    files: ['machines/vbd.ts', 'machines/vbd/**/*.ts'],
    entry: "export { vbd as machine } from './machines/vbd.ts';",
    variants: [
      { name: 'parent', vbd: true, partition: 'parent' },
      { name: 'guest', vbd: true, partition: 'guest' },
    ],
  },
  {
    name: 'vpci',
    title: 'VPCI bus driver',
    files: ['machines/vpci-bus.ts', 'machines/vpci/**/*.ts'],
    entry:
      "import { createVpciBus } from './machines/vpci-bus.ts';\n" +
      'export const machine = createVpciBus({ slots: 1 });',
    variants: [{ name: 'without VBD', vbd: false }],
  },
];

/** What a suite observes besides messages, for the bundle of every driver. */
export const observed =
  "export { statusOf as status, hasEnded as ended } from './actors/generation/driver-subject.ts';";

/** Files that several drivers use: mutated when all drivers are measured. */
export const sharedFiles: readonly string[] = [
  'machines/block-mask.ts',
  'machines/common.ts',
  'machines/oid-buffers.ts',
  'machines/readings.ts',
];
