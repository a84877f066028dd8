/** The five drivers of the stack: their files, and how the machine is had from them. */

export interface Driver {
  readonly name: DriverName;
  readonly title: string;
  /** Its files; those that all share are mutated with the last driver of a run. */
  readonly files: readonly string[];
  /** An entry for the bundle: exports `machine`. */
  readonly entry: string;
}

export type DriverName = 'pci' | 'pf' | 'vf' | 'vbd' | 'vpci';

export const drivers: readonly Driver[] = [
  {
    name: 'pci',
    title: 'PCI bus driver',
    files: ['machines/pci-bus.ts', 'machines/pci/**/*.ts'],
    entry: "export { pciBus as machine } from './machines/pci-bus.ts';",
  },
  {
    name: 'pf',
    title: 'PF miniport',
    files: ['machines/pf-miniport.ts', 'machines/pf/**/*.ts'],
    entry: "export { pfMiniport as machine } from './machines/pf-miniport.ts';",
  },
  {
    name: 'vf',
    title: 'VF miniport',
    files: ['machines/vf-miniport.ts', 'machines/vf/**/*.ts'],
    entry: "export { vfMiniport as machine } from './machines/vf-miniport.ts';",
  },
  {
    name: 'vbd',
    title: 'virtual bus driver',
    files: ['machines/vbd.ts', 'machines/vbd/**/*.ts'],
    entry: "export { vbd as machine } from './machines/vbd.ts';",
  },
  {
    name: 'vpci',
    title: 'VPCI bus driver',
    files: ['machines/vpci-bus.ts', 'machines/vpci/**/*.ts'],
    entry:
      "import { createVpciBus } from './machines/vpci-bus.ts';\n" +
      'export const machine = createVpciBus({ slots: 1 });',
  },
];
