/** Short names for the stimuli, reactions and states of a behaviour: for the names of tests and of coverage items. */
import { canonicalText } from '../explore/canonical.ts';
import type { Envelope, Message } from '../system/index.ts';
import type { Behaviour } from './behaviour.ts';

export class Labels {
  readonly #behaviour: Behaviour;
  readonly #stimuli: readonly string[];
  readonly #states: (string | undefined)[] = [];
  readonly #reactions: (string | undefined)[] = [];
  #shorts: readonly string[] | undefined;
  /** How many states have the same values, and which of them each is. */
  readonly #twins: readonly number[];

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#stimuli = stimulusLabels(behaviour);
    const counts = new Map<string, number>();
    this.#twins = behaviour.states.map((_, n) => {
      const text = this.configuration(n);
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      return count;
    });
  }

  /** Unique: its message's type, and what tells it from others of this type. */
  stimulus(input: number): string {
    return this.#stimuli[input] as string;
  }

  /** The state values of all actors. */
  configuration(state: number): string {
    const { actors, states } = this.#behaviour;
    const values = states[state]?.values ?? [];
    if (actors.length === 1) return values[0] || 'its only state';
    return values.map((value, n) => `${actors[n]} ${value || 'its only state'}`).join('; ');
  }

  /** Unique: the configuration, numbered where several states have it. */
  state(state: number): string {
    const known = this.#states[state];
    if (known !== undefined) return known;
    const twin = this.#twins[state] as number;
    const label = `${this.configuration(state)}${twin === 1 ? '' : ` (${twin})`}`;
    this.#states[state] = label;
    return label;
  }

  /** The parts of a configuration that tell most: each region's innermost state, unless it is in it nearly always. */
  short(state: number): string {
    this.#shorts ??= shortLabels(this.#behaviour);
    return this.#shorts[state] as string;
  }

  /** What is sent, in words: types, with the status where there is one; `silence`. */
  reaction(output: number): string {
    const known = this.#reactions[output];
    if (known !== undefined) return known;
    const sent = this.#behaviour.reactions[output] ?? [];
    const label = sent.length === 0 ? 'silence' : sent.map(answerLabel).join(', ');
    this.#reactions[output] = label;
    return label;
  }

  /** Unique among the moves of a behaviour. */
  move(from: number, input: number, output: number, isChance: boolean): string {
    const otherwise = isChance ? ` answered ${this.reaction(output)} [${output}]` : '';
    return `${this.state(from)}: ${this.stimulus(input)}${otherwise}`;
  }
}

/** Its status where it has one: `MiniportPause.return NDIS_STATUS_PENDING`. */
export function answerLabel({ message }: Envelope): string {
  const status = fieldsOf(message).status;
  return typeof status === 'string' ? `${message.type} ${status}` : message.type;
}

/** A region is where a value has its leaf: the leaf is named, and left out where most states have the same one. */
function shortLabels({ actors, states }: Behaviour): readonly string[] {
  const parts = states.map(({ values }) =>
    values.flatMap((value, n) => value.split(', ').map((path) => partOf(path, actors[n] ?? ''))),
  );
  const counts = new Map<string, number>();
  for (const all of parts) for (const { key } of all) counts.set(key, (counts.get(key) ?? 0) + 1);
  return parts.map((all) => {
    const telling = all.filter(({ key }) => (counts.get(key) ?? 0) * 2 <= states.length);
    const named = telling.length === 0 ? all.slice(0, 1) : telling;
    const words = named.map(({ actor, leaf }) => (actors.length > 1 ? `${actor} ${leaf}` : leaf));
    return words.join(', ') || 'its only state';
  });
}

function partOf(path: string, actor: string) {
  const leaf = path.slice(path.lastIndexOf('.') + 1);
  return { actor, leaf, key: `${actor} ${path}` };
}

function stimulusLabels({ stimuli, actors }: Behaviour): readonly string[] {
  const byType = new Map<string, number[]>();
  for (const [n, { message, from, to }] of stimuli.entries()) {
    const way = from === to ? ' (own)' : '';
    const type = `${message.type}${way}${actors.length > 1 ? ` to ${to}` : ''}`;
    byType.set(type, [...(byType.get(type) ?? []), n]);
  }
  const labels: string[] = [];
  for (const [type, numbers] of byType) {
    const [only, ...others] = numbers;
    if (only !== undefined && others.length === 0) {
      labels[only] = type;
      continue;
    }
    const details = numbers.map((n) => flattened(stimuli[n] as Envelope));
    const names = [...new Set(details.flatMap((each) => [...each.keys()]))];
    const telling = names.filter((name) => new Set(details.map((each) => each.get(name))).size > 1);
    for (const [at, n] of numbers.entries()) {
      const parts = telling.flatMap((name) => {
        const value = details[at]?.get(name);
        return value === undefined ? [] : [`${name} ${value}`];
      });
      labels[n] = parts.length === 0 ? type : `${type} (${parts.join(', ')})`;
    }
  }
  return labels;
}

/** The fields of a message by their paths, such as `parameters.vf`, and its sender. */
function flattened({ from, message }: Envelope): ReadonlyMap<string, string> {
  const fields = new Map<string, string>([['from', from]]);
  const visit = (path: string, value: unknown): void => {
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isPlain) fields.set(path, typeof value === 'string' ? value : canonicalText(value));
    else for (const [key, inner] of Object.entries(value)) visit(`${path}.${key}`, inner);
  };
  const { type: _type, from: _from, ...others } = fieldsOf(message);
  for (const [key, value] of Object.entries(others)) {
    if (value !== undefined) visit(key, value);
  }
  return fields;
}

export function fieldsOf(message: Message): Readonly<Record<string, unknown>> {
  return message as unknown as Readonly<Record<string, unknown>>;
}
