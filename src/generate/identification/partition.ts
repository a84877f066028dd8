/**
 * A set of states under an input sequence: where each has come to, and which have answered alike so far. Those
 * that have been told apart from all others are dropped, since nothing more is asked of them.
 */
import type { Model } from './model.ts';
import type { PairIds } from './pair-ids.ts';

const pairs = (count: number): number => (count * (count - 1)) / 2;

export class Partition {
  /** The states that are still together with another one: where they are now, and the number of their class. */
  readonly images: Int32Array;
  readonly classes: Int32Array;
  /** Pairs told apart since the beginning. */
  separated = 0;
  /** Pairs that no continuation tells apart: they have come to one state, or only one of them can go on. */
  lost = 0;
  /** Pairs of classes that are still of use that have come to one state. */
  merged = 0;

  constructor(images: Int32Array, classes: Int32Array) {
    this.images = images;
    this.classes = classes;
  }

  get size(): number {
    return this.images.length;
  }

  /** What another input makes of it; undefined if nobody takes it, or if it changes nothing. */
  after(model: Model, input: number, ids: PairIds): Partition | undefined {
    const { size } = this;
    const classes = new Int32Array(size).fill(-1);
    const images = new Int32Array(size);
    let hasChanged = false;
    let goers = 0;
    ids.clear();
    for (let at = 0; at < size; at++) {
      const image = this.images[at] as number;
      const to = model.next(image, input);
      images[at] = to;
      if (to !== image) hasChanged = true;
      if (to < 0) continue;
      goers++;
      classes[at] = ids.count(this.classes[at] as number, model.output(image, input));
    }
    if (goers === 0) return undefined;
    let left = 0;
    for (let id = 0; id < ids.size; id++) left += pairs(ids.times(id));
    const together = this.#together();
    const goingTogether = goers === size ? together : this.#together(images);
    if (!hasChanged && goingTogether === left) return undefined;
    const after = useful(images, classes, ids);
    after.separated = this.separated + goingTogether - left;
    after.lost += this.lost + together - goingTogether;
    ids.clear();
    for (let at = 0; at < after.size; at++)
      after.merged +=
        ids.times(ids.count(after.classes[at] as number, after.images[at] as number)) - 1;
    return after;
  }

  /** Pairs of one class; with `images`, only of those that go on. */
  #together(images?: Int32Array): number {
    const times = new Int32Array(this.size + 1);
    let sum = 0;
    for (let at = 0; at < this.size; at++) {
      if (images !== undefined && (images[at] as number) < 0) continue;
      const id = this.classes[at] as number;
      sum += times[id] as number;
      times[id] = (times[id] as number) + 1;
    }
    return sum;
  }
}

/** What is left when classes of one state, and classes whose states have all come to one place, are taken out. */
function useful(images: Int32Array, classes: Int32Array, ids: PairIds): Partition {
  const place = new Int32Array(ids.size).fill(-1);
  const isMixed = new Uint8Array(ids.size);
  for (let at = 0; at < images.length; at++) {
    const id = classes[at] as number;
    if (id < 0) continue;
    if ((place[id] as number) < 0) place[id] = images[at] as number;
    else if (place[id] !== images[at]) isMixed[id] = 1;
  }
  // The classes that stay are numbered anew, so that their numbers stay below the number of states.
  const renamed = new Int32Array(ids.size).fill(-1);
  let count = 0;
  let lost = 0;
  let kept = 0;
  for (let id = 0; id < ids.size; id++) {
    if (isMixed[id] === 1) {
      renamed[id] = count++;
      kept += ids.times(id);
    } else lost += pairs(ids.times(id));
  }
  const partition = new Partition(new Int32Array(kept), new Int32Array(kept));
  let to = 0;
  for (let at = 0; at < images.length; at++) {
    const id = classes[at] as number;
    if (id < 0 || isMixed[id] !== 1) continue;
    partition.images[to] = images[at] as number;
    partition.classes[to++] = renamed[id] as number;
  }
  partition.lost = lost;
  return partition;
}
