/**
 * What a machine could ask beside its state and its event: chance and the clock. Whether it asks is noticed while it
 * makes a step, and what it would do with another chance, at another time, can be tried.
 */

/** What is asked for its value while something is made. */
export interface Watched<T> {
  readonly made: T;
  /** What was asked first, as a programmer calls it; undefined: nothing. */
  readonly asked: string | undefined;
}

/** Another answer of chance, and how far the clock is from now. */
interface Fortune {
  readonly random: number;
  readonly shiftMs: number;
}

const tenYearsMs = 10 * 365 * 24 * 3600 * 1000;
/** A guard that compares chance or time with a bound answers otherwise in one of these. */
const fortunes: readonly Fortune[] = [
  { random: 0, shiftMs: -tenYearsMs },
  { random: 0.5, shiftMs: 1 },
  { random: 1 - 2 ** -53, shiftMs: tenYearsMs },
];

let firstAsked: string | undefined;

function note(what: string): void {
  firstAsked ??= what;
}

/** Makes it, and notices what it asks. */
export function watched<T>(make: () => T): Watched<T> {
  return under(undefined, make);
}

/** What comes of it under other fortunes, one after another. */
export function* otherwise<T>(make: () => T): Generator<T> {
  for (const fortune of fortunes) yield under(fortune, make).made;
}

function under<T>(fortune: Fortune | undefined, make: () => T): Watched<T> {
  const before = firstAsked;
  firstAsked = undefined;
  const { random } = Math;
  const RealDate = globalThis.Date;
  const { now } = performance;
  Math.random = () => {
    note('Math.random');
    return fortune?.random ?? random();
  };
  globalThis.Date = dateUnder(RealDate, fortune?.shiftMs ?? 0);
  performance.now = () => {
    note('performance.now');
    return now.call(performance) + (fortune?.shiftMs ?? 0);
  };
  try {
    const made = make();
    return { made, asked: firstAsked };
  } finally {
    Math.random = random;
    globalThis.Date = RealDate;
    performance.now = now;
    firstAsked = before;
  }
}

/** The same as long as the real one is the same: a step takes little longer than these would take to make. */
let known: Known | undefined;

interface Known {
  readonly real: DateConstructor;
  readonly shiftMs: number;
  readonly date: DateConstructor;
}

function dateUnder(real: DateConstructor, shiftMs: number): DateConstructor {
  if (known?.real !== real || known.shiftMs !== shiftMs) {
    known = { real, shiftMs, date: shiftedDate(real, shiftMs) };
  }
  return known.date;
}

function shiftedDate(real: DateConstructor, shiftMs: number): DateConstructor {
  const now = () => {
    note('the clock');
    return real.now() + shiftMs;
  };
  return new Proxy(real, {
    construct: (target, args) =>
      args.length > 0 ? Reflect.construct(target, args) : new target(now()),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
