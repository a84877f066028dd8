/** What an exploration is of: a checkpoint of another one cannot be gone on with, and the message says what differs. */
import { canonicalText } from '../canonical.ts';
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';

/** In words of the options; bounds are not part of it, since they may be others when the search goes on. */
export type Identity = Readonly<Record<string, string>>;

export function identityOf(tables: Tables, options: ExploreOptions): Identity {
  const { vocabulary, actors, initial } = tables;
  const { channels = 'fifo', strategy = 'breadth-first', timers = 'idle' } = options;
  const {
    unexpected = 'violation',
    noOps = 'delivered',
    reduction = 'whatever is sound',
  } = options;
  const { lossy = false, duplicating = false, deadlock = false } = options;
  const { properties = [], symmetry, prefix = [], maxDepth, boundary } = options;
  const begins = actors.map((table, actor) => {
    const component = initial[actor] as number;
    if (component < 0) return [`${vocabulary.actors[actor]} begins`, 'with a fault'];
    const { local, inbox } = table.value(component);
    const waiting = inbox.inFlight.map(({ sender, message }) =>
      canonicalText([vocabulary.nameOf(sender), vocabulary.messageOf(message)]),
    );
    return [
      `how ${vocabulary.actors[actor]} begins`,
      `${table.states.text(local)} ${waiting.join(' ')}`,
    ];
  });
  return {
    actors: vocabulary.actors.join(', '),
    channels: `${channels}${lossy ? ', lossy' : ''}${duplicating ? ', duplicating' : ''}`,
    strategy,
    // What was too deep is no longer on the stack.
    'the deepest level': strategy === 'depth-first' ? `${maxDepth ?? 'any'}` : 'any',
    reduction,
    timers,
    'unexpected messages': unexpected,
    'deliveries that change nothing': noOps,
    deadlock: deadlock ? 'a violation' : 'no violation',
    properties: properties.map(({ kind, name }) => `${kind} ${name}`).join(', ') || 'none',
    'interchangeable copies':
      symmetry === undefined ? 'none' : symmetry.actors.map((ids) => ids.join('+')).join(', '),
    'the deliveries before the search': prefix.map((each) => canonicalText(each)).join(' '),
    ...Object.fromEntries(begins),
    // Absent as it always was.
    ...(boundary === undefined
      ? {}
      : { 'the boundary': `${boundary.name}, of ${boundary.reads.join(', ')}` }),
  };
}

const mostShown = 100;

/** The first thing that differs, in words; undefined when nothing does. */
export function difference(then: Identity, now: Identity): string | undefined {
  for (const key of Object.keys({ ...then, ...now })) {
    const [before, after] = [then[key] ?? 'absent', now[key] ?? 'absent'];
    if (before === after) continue;
    return `it is of another search: ${key} was ${shown(before)}, now it is ${shown(after)}`;
  }
  return undefined;
}

function shown(text: string): string {
  const whole = text === '' ? 'nothing' : text;
  return whole.length <= mostShown ? whole : `${whole.slice(0, mostShown)}...`;
}
