/** A question about the snapshots of some actors, asked once for each combination of their local states. */
import type { AnyMachineSnapshot } from 'xstate';
import type { SystemView } from '../system/index.ts';

/** The local state and its snapshot of an actor, by number, in the state that is looked at. */
export interface LocalStates {
  local(actor: number): number;
  snapshot(actor: number): AnyMachineSnapshot;
}

export class AskedOnce<Answer> {
  /** Numbers of the actors that it reads. */
  readonly reads: readonly number[];
  readonly #ids: readonly string[];
  readonly #ask: (view: SystemView) => Answer;
  readonly #known = new Map<string, { readonly answer: Answer }>();

  /** `whose` question it is, for the message of who reads an actor that is not there. */
  constructor(
    whose: string,
    reads: readonly string[],
    ids: readonly string[],
    ask: (view: SystemView) => Answer,
  ) {
    this.reads = reads.map((id) => {
      const actor = ids.indexOf(id);
      if (actor >= 0) return actor;
      throw new Error(`${whose} reads '${id}'; there are only ${ids.join(', ')}`);
    });
    this.#ids = ids;
    this.#ask = ask;
  }

  in(states: LocalStates): Answer {
    const key = this.reads.map((actor) => states.local(actor)).join();
    const known = this.#known.get(key);
    if (known !== undefined) return known.answer;
    const view: Record<string, AnyMachineSnapshot> = {};
    for (const actor of this.reads) view[this.#ids[actor] as string] = states.snapshot(actor);
    const answer = this.#ask(view);
    this.#known.set(key, { answer });
    return answer;
  }
}

/** Asks a predicate of the user's; when it throws, `whose` says which one that was. */
export function asked(whose: string, reads: readonly string[], ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const seen = reads.length === 0 ? 'no actor' : reads.join(', ');
    const hint =
      error instanceof TypeError ? ' (its view has the actors that it reads, no other)' : '';
    throw new Error(`${whose}, which reads ${seen}, throws: ${text}${hint}`, { cause: error });
  }
}
