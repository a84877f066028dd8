/** How an answer differs from the expected one: what is missing, what is too much, what is another message. */
import type { Envelope } from '../system/index.ts';
import type { FieldDifference } from './sameness.ts';
import { byChannel, fieldDifferences, messageKey } from './sameness.ts';

export type Difference =
  | { readonly kind: 'missing'; readonly expected: Envelope }
  | { readonly kind: 'surplus'; readonly got: Envelope }
  | {
      readonly kind: 'differs';
      readonly expected: Envelope;
      readonly got: Envelope;
      readonly fields: readonly FieldDifference[];
    }
  /** The same messages between the same two, in another order. */
  | {
      readonly kind: 'order';
      readonly expected: readonly Envelope[];
      readonly got: readonly Envelope[];
    };

/** Empty when they are the same answer. */
export function differences(
  expected: readonly Envelope[],
  got: readonly Envelope[],
): readonly Difference[] {
  const [wanted, seen] = [byChannel(expected), byChannel(got)];
  const channels = new Set([...wanted.keys(), ...seen.keys()]);
  return [...channels].flatMap((key) => onChannel(wanted.get(key) ?? [], seen.get(key) ?? []));
}

function onChannel(expected: readonly Envelope[], got: readonly Envelope[]): readonly Difference[] {
  const wanted = expected.map(messageKey);
  const seen = got.map(messageKey);
  let start = 0;
  while (start < wanted.length && start < seen.length && wanted[start] === seen[start]) start += 1;
  let end = 0;
  const most = Math.min(wanted.length, seen.length) - start;
  while (end < most && wanted.at(-1 - end) === seen.at(-1 - end)) end += 1;
  const left = expected.slice(start, expected.length - end);
  const over = got.slice(start, got.length - end);
  if (left.length === 0 && over.length === 0) return [];
  if (left.length > 1 && isPermutation(left, over)) {
    return [{ kind: 'order', expected: left, got: over }];
  }
  return pairs(left, over);
}

function isPermutation(a: readonly Envelope[], b: readonly Envelope[]): boolean {
  const key = (each: readonly Envelope[]) => each.map(messageKey).sort().join('\n');
  return a.length === b.length && key(a) === key(b);
}

/** Equal ones belong together first, then those of the same type. */
function pairs(left: readonly Envelope[], over: readonly Envelope[]): readonly Difference[] {
  const rest = [...over];
  const take = (isIt: (each: Envelope) => boolean): Envelope | undefined => {
    const at = rest.findIndex(isIt);
    return at < 0 ? undefined : rest.splice(at, 1)[0];
  };
  const unequal = left.filter(
    (each) => take((other) => messageKey(other) === messageKey(each)) === undefined,
  );
  const found = unequal.map((expected): Difference => {
    const got = take(({ message }) => message.type === expected.message.type);
    if (got === undefined) return { kind: 'missing', expected };
    const fields = fieldDifferences(expected.message, got.message);
    return { kind: 'differs', expected, got, fields };
  });
  return [...found, ...rest.map((got): Difference => ({ kind: 'surplus', got }))];
}
