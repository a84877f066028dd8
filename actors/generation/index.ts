/**
 * The drivers of the stack as test subjects. Reading order: `alphabet.ts` (what comes to a driver, and which rules the
 * outside keeps), `parts/` (each driver's), `offers.ts` (what is offered in which state), `irql.ts`, `boundaries.ts`
 * and `statuses.ts` (what is tried out, and what is to be seen), `driver-subject.ts` (all of it together).
 */
export type { Alphabet, AnyMessage, Bounds } from './alphabet.ts';
export { boundaryGoals, boundaryTrials } from './boundaries.ts';
export { driverSubject, hasEnded, statusOf } from './driver-subject.ts';
export { guestActors, guestSubject } from './guest-subject.ts';
export { aboveLimit, atLimit, irqlGoals, irqlTrials, levelAbove } from './irql.ts';
export type { Seen } from './observed.ts';
export { alphabetOfRuns, observedAlphabet } from './observed.ts';
export { pciAlphabet } from './parts/pci.ts';
export { pfAlphabet } from './parts/pf.ts';
export type { Place } from './parts/place.ts';
export { vbdAlphabet } from './parts/vbd.ts';
export { vfAlphabet } from './parts/vf.ts';
export { vpciAlphabet } from './parts/vpci.ts';
export { documentedRequests, statusGoals } from './statuses.ts';
