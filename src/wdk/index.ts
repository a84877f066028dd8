/** The vocabulary of the Windows SR-IOV driver stack: names, values, limits. No behaviour. */
export * from './bugcheck.ts';
export * from './card.ts';
export * from './catalogue.ts';
export * from './config-space.ts';
export * from './constants.ts';
export * from './contradictions.ts';
export * from './guids.ts';
export * from './interfaces.ts';
export * from './ioctls.ts';
export * from './irql.ts';
export * from './ndis-status.ts';
export * from './ntstatus.ts';
export * from './oids.ts';
export * from './pnp.ts';
export * from './sriov-capability.ts';
export * from './vpci-messages.ts';
