/** Every message of the stack, by who talks to whom. Start with base; then the file of the driver that you read. */
export type * from './base.ts';
export type * from './environment.ts';
export type * from './ndis.ts';
export type * from './pci.ts';
export type * from './pnp.ts';
export type * from './vpci.ts';
