/**
 * Checkpoints of an exhaustive search. Reading order: pieces (the format), journal and rerun (how tables come to be the
 * same again), fingerprint and identity (how it is noticed that they are not), checkpointed (when it happens).
 */
export { Checkpointed, checkpointLabel } from './checkpointed.ts';
export { Journal } from './journal.ts';
export type { ByteSource, Pieces } from './pieces.ts';
export { CheckpointError, CheckpointReader } from './pieces.ts';
