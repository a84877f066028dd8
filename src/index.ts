/**
 * sriov-sim as a library: the same things that the command line uses.
 *
 * ```ts
 * import { buildStack, libraryScenario, compileScenario, loadDevice, runLive, checkRun, stackProperties } from
 * 'sriov-sim';
 * ```
 *
 * Reading order: a device (`loadDevice`), a scenario (`libraryScenario`, `parseScenario`, `compileScenario`), the
 * stack that both make (`buildStack`), its run (`runLive`, an rxjs Observable, or `runToEnd`), and what must hold
 * (`stackProperties`, `checkRun`); or every order of it (`explore`), and why one is wrong (`explain`). The machines are
 * exported too, to be opened in an inspector, varied with `provide`, or run under plain `createActor`.
 */
export * from '../actors/device/index.ts';
export { statusOf as driverStatus } from '../actors/generation/index.ts';
export { guestOf } from '../actors/placement.ts';
export type { StackShape } from '../actors/properties/index.ts';
export { stackMayStayPending, stackProperties } from '../actors/properties/index.ts';
export * from '../actors/scenario/index.ts';
export type { StackSystemOptions } from '../actors/stack-system.ts';
export { stackSystem } from '../actors/stack-system.ts';
export { stackSymmetry } from '../actors/symmetry.ts';
export type {
  ClientSpec,
  Lane,
  ReplaceableDriver,
  Stack,
  StackOptions,
} from '../actors/topology.ts';
export { buildStack, vendorBlocks } from '../actors/topology.ts';
export { client } from '../machines/client.ts';
export { stackConventions } from '../machines/conventions.ts';
export { interfaceHolder } from '../machines/interface-holder.ts';
/** Every message of the stack, as types: `messages.IoCompleteRequest` and so on. */
export type * as messages from '../machines/messages/index.ts';
export { ndisPf } from '../machines/ndis-pf.ts';
export { ndisVf } from '../machines/ndis-vf.ts';
export { pciBus } from '../machines/pci-bus.ts';
export { pfMiniport } from '../machines/pf-miniport.ts';
export { pnpGuest } from '../machines/pnp-guest.ts';
export { pnpParent } from '../machines/pnp-parent.ts';
export type { Readings, SwitchableReading } from '../machines/readings.ts';
export { switchableReadings } from '../machines/readings.ts';
export { testDriver } from '../machines/test-driver.ts';
export { vbd } from '../machines/vbd.ts';
export { vfMiniport } from '../machines/vf-miniport.ts';
export { createVpciBus } from '../machines/vpci-bus.ts';
export { createVirtualizationStack } from '../machines/vstack.ts';
export type { ExplainOptions, Explanation } from './explain/index.ts';
export { explain } from './explain/index.ts';
export type { ExploreOptions, ExploreResult } from './explore/index.ts';
export { explore, exploreProgress } from './explore/index.ts';
export type {
  ActorSpec,
  Message,
  Property,
  SystemSpec,
  SystemView,
  Violation,
} from './system/index.ts';
export type { RunCheck, RunVerdict } from './trace/check.ts';
export { checkRun } from './trace/check.ts';
export type { LiveEvent, LiveOptions } from './trace/live.ts';
export { runLive, runToEnd } from './trace/live.ts';
export { replaySchedule } from './trace/replay.ts';
export { ReplaySession } from './trace/session.ts';
export type { PendingRequest, RunEnd, TraceStep } from './trace/trace.ts';
