/**
 * Explores any system of XState machines. Reading order: options (what goes in and comes out), explore, search (the
 * loop), tables and actor-table (what it looks up), actor-states (where XState is asked), watch and state-checks (what
 * must hold), store, layout and lineage (where states are kept). Knows no driver.
 */
export { CheckpointError, checkpointLabel } from './checkpoint/index.ts';
export { explore, exploreProgress, strategies } from './explore.ts';
export type {
  Boundary,
  ChannelModel,
  CheckpointOptions,
  Coverage,
  ExecutionCounts,
  ExploreCounts,
  ExploreEvent,
  ExploreOptions,
  ExploreResult,
  Holds,
  Reduction,
  Strategy,
  SymmetrySpec,
  SystemOptions,
  Truncated,
  TruncationReason,
  Violated,
  Visited,
} from './options.ts';
export { mostWorkers, whyAlone } from './parallel/alone.ts';
export type { SpaceState, SpaceTransition, StateSpace, StateSpaceOptions } from './state-space.ts';
export { stateSpace } from './state-space.ts';
export { checkUsage } from './usage.ts';
