/** Numbers on the command line. */
import { InvalidArgumentError } from 'commander';

/** A parser for whole numbers from `least` to `most`; its error names what is legal. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`legal are ${least} to ${most}.`);
  };
}
