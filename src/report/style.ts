/** Colours, and when they are wanted. */
import picocolors from 'picocolors';

export type Paint = (text: string) => string;

/** The colours of the reports. Without colour each is the identity. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

export function styleFor(colour: boolean): Style {
  return picocolors.createColors(colour);
}

/**
 * Whether to colour: never with `--no-color` or NO_COLOR, always with FORCE_COLOR, otherwise on a terminal. NO_COLOR
 * follows no-color.org: any value but the empty one.
 */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  option = true,
): boolean {
  if (!option || (env.NO_COLOR ?? '') !== '') return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
