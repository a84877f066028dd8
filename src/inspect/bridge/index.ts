/**
 * A run in the Stately inspector. Reading order: `protocol.ts` (what it understands), `encoder.ts` over `plain.ts` and
 * `definition.ts` (from steps to messages), `feed.ts` and `recorder.ts` (a run's messages, for readers at any time),
 * `page.ts` (the page around the inspector).
 */
export { definitionOf } from './definition.ts';
export { InspectorEncoder } from './encoder.ts';
export { MessageFeed } from './feed.ts';
export type { InspectorPageSetting } from './page.ts';
export { escaped, inspectorPage } from './page.ts';
export { plain } from './plain.ts';
export type {
  ActorMessage,
  EventMessage,
  InspectorMessage,
  SnapshotMessage,
} from './protocol.ts';
export { protocolVersion, statelyInspector } from './protocol.ts';
export { InspectorRecorder, recordSession } from './recorder.ts';
