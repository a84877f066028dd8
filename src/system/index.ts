/**
 * The step of a system of XState actors. Reading order: message, send (what a machine file uses), step (what an engine
 * uses). Knows no driver.
 */
export type { InvokedActor, InvokedActors } from './children.ts';
export { childrenData, IncompleteSystem } from './children.ts';
export {
  builtIn,
  copyDetail,
  deadlockText,
  findingOf,
  heldUpText,
  monitorDetail,
  observes,
  putOffText,
  unexpectedText,
} from './findings.ts';
export { invokedId, isInvocationEvent, withInvocationsOutside } from './invocations.ts';
export { localText } from './local-text.ts';
export type { Envelope, Message, Outgoing } from './message.ts';
export { outsideEvents, usualTimers } from './outside.ts';
export type { MonitorProperty, Property, StateProperty, Violation } from './property.ts';
export { messaging, peer, reply, send, sender, to } from './send.ts';
export { stateText } from './state-text.ts';
export type { MicrostepObserver, Reception, Step, Stepper, StepperOptions, Timer } from './step.ts';
export { createStepper, defers, inertDirectory, reception } from './step.ts';
export type { ActorSpec, SystemSpec, SystemView } from './system.ts';
export type { Channels, DeliverEvent, SystemLogic, SystemState } from './system-logic.ts';
export { systemLogic } from './system-logic.ts';
export { takenTransitions, transitionId } from './taken.ts';
