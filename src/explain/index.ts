/**
 * Why a schedule violates a property, found by re-running it with something left out or turned round. Reading order:
 * options (what it says), explain, walker (the ground), shrink, race over order, inevitable over clean-end. Knows no
 * driver.
 */
export { explain } from './explain.ts';
export type {
  ChannelFault,
  ExplainOptions,
  Explanation,
  Inevitable,
  RacingPair,
} from './options.ts';
