/**
 * In a partial machine two states may differ in nothing but what they take. No sequence that both take tells them
 * apart, and what an implementation does with what its state does not take is nobody's promise: no method asks, and no
 * claim speaks of it. Yet an implementation that has come to the wrong one of the two will hardly do with such a
 * stimulus what the right one does. So each state is asked for what the others, that it cannot be told from, do not
 * take.
 */
import type { Word } from './characterisation.ts';
import { withoutBeginnings } from './characterisation.ts';
import { traverse } from './cover.ts';
import type { Build, Task } from './methods.ts';

/** Longer ones are not looked for. */
const maxLength = 6;

/** The same suite, and besides what only the right state takes. */
export function withTaking(task: Task, build: Build): Build {
  const { model, separation, cover } = task;
  if (model.isComplete || separation.inseparable.length === 0) return build;
  const words = takingWords(task);
  return (extraStates) => {
    const tree = build(extraStates);
    const traversal = traverse(model, cover, tree, extraStates + 1);
    for (const node of [traversal.cover, ...traversal.layers].flat())
      tree.addAll(node, words[tree.state(node)] ?? []);
    return tree;
  };
}

/** By state: words that it takes to the end, and that some state which it cannot be told from does not. */
function takingWords({ model, separation, budget }: Task): readonly (readonly Word[])[] {
  const confused: number[][] = Array.from({ length: model.states }, () => []);
  for (const [left, right] of separation.inseparable) {
    confused[left]?.push(right);
    confused[right]?.push(left);
  }
  return confused.map((others, state) => withoutBeginnings(wordsOf(state, others)));

  /** First the stimuli that most of the others do not take; then, for who takes all, what lies further on. */
  function wordsOf(state: number, others: readonly number[]): Word[] {
    const words: Word[] = [];
    let open = others;
    while (open.length > 0) {
      let best = { left: open, input: -1 };
      for (let input = 0; input < model.inputs; input++) {
        budget.tick();
        if (model.next(state, input) < 0) continue;
        const left = open.filter((other) => model.next(other, input) >= 0);
        if (left.length < best.left.length) best = { left, input };
      }
      if (best.input < 0) break;
      words.push([best.input]);
      open = best.left;
    }
    for (const other of open) {
      if (words.some((word) => model.trim(other, word).length < word.length)) continue;
      const word = shortestTaken(state, other);
      if (word !== undefined) words.push(word);
    }
    return words;
  }

  /** The last input of it is taken on the way of `state` only. */
  function shortestTaken(state: number, other: number): Word | undefined {
    let open = [{ state, other, word: [] as Word }];
    const seen = new Set([state * model.states + other]);
    for (let length = 0; length < maxLength && open.length > 0; length++) {
      const next: typeof open = [];
      for (const each of open) {
        for (let input = 0; input < model.inputs; input++) {
          budget.tick();
          const to = model.next(each.state, input);
          if (to < 0) continue;
          const word = [...each.word, input];
          const otherTo = model.next(each.other, input);
          if (otherTo < 0) return word;
          const key = to * model.states + otherTo;
          if (to === otherTo || seen.has(key)) continue;
          seen.add(key);
          next.push({ state: to, other: otherTo, word });
        }
      }
      open = next;
    }
    return undefined;
  }
}
