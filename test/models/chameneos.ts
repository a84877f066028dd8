/**
 * Creatures that meet in pairs and change their colours, until there were enough meetings and they fade: Kaiser and
 * Pradat-Peyre, "Chameneos, a concurrency game" (2003), as in the TLA+ examples' `Chameneos` (Ryndzionek;
 * tlaplus/Examples, manifest of 32a32c7: 34,534 distinct states for four creatures and four meetings).
 */
import type { Specification, Step } from './labelled-steps.ts';

type Colour = 'blue' | 'red' | 'yellow' | 'faded';

interface Creature {
  readonly colour: Colour;
  readonly met: number;
}

export interface Game {
  readonly creatures: readonly Creature[];
  /** Who waits in the meeting place. */
  readonly waiting: number | null;
  readonly meetings: number;
}

const colours = ['blue', 'red', 'yellow'] as const;

/** Equal colours stay; different ones both become the third. */
const complement = (one: Colour, other: Colour): Colour =>
  one === other ? one : (colours.find((each) => each !== one && each !== other) as Colour);

export function chameneos(count: number, meetings: number): Specification<Game> {
  const step = (now: Game, self: number): Game | undefined => {
    const { creatures, waiting } = now;
    const changed = (change: (creature: Creature, n: number) => Creature) => creatures.map(change);
    if (waiting === null) {
      if (now.meetings < meetings) return { ...now, waiting: self };
      const fade = (creature: Creature, n: number): Creature =>
        n === self ? { ...creature, colour: 'faded' } : creature;
      return { ...now, creatures: changed(fade) };
    }
    if (waiting === self) return undefined;
    const colourOf = (n: number) => creatures[n]?.colour as Colour;
    const colour = complement(colourOf(self), colourOf(waiting));
    const meet = (creature: Creature, n: number): Creature =>
      n === self || n === waiting ? { colour, met: creature.met + 1 } : creature;
    return { creatures: changed(meet), waiting: null, meetings: now.meetings + 1 };
  };
  const steps = (now: Game): readonly Step<Game>[] =>
    now.creatures.flatMap(({ colour }, self): readonly Step<Game>[] => {
      const next = colour === 'faded' ? undefined : step(now, self);
      return next === undefined ? [] : [[`${self}`, next]];
    });
  let choices: readonly (readonly Creature[])[] = [[]];
  for (let n = 0; n < count; n += 1) {
    choices = choices.flatMap((all) => colours.map((colour) => [...all, { colour, met: 0 }]));
  }
  const initial = choices.map((creatures) => ({ creatures, waiting: null, meetings: 0 }));
  return { initial, steps };
}

/** When all have faded, two have counted each meeting. */
export function countsAgree({ creatures, meetings }: Game): boolean {
  const met = creatures.reduce((sum, creature) => sum + creature.met, 0);
  return met === 2 * meetings;
}
