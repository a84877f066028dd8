/**
 * Cars in both directions around a bridge that is too narrow for two: the TLA+ examples' `SingleLaneBridge`
 * (Akhouayri 2021; tlaplus/Examples, manifest of 32a32c7: 3,605 distinct states).
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Road {
  /** Where each car is; those who go down come first. */
  readonly at: readonly number[];
  /** Cars before the bridge, in the order in which they came. */
  readonly waiting: readonly number[];
}

const last = 8;
/** The places that are the bridge. */
const [start, end] = [4, 5];
const onBridge = (place: number) => place >= start && place <= end;

/** `each` cars in each direction. */
export function singleLaneBridge(each: number): Specification<Road> {
  const cars = Array.from({ length: 2 * each }, (_, car) => car);
  const goesDown = (car: number) => car < each;
  const place = (now: Road, car: number) => now.at[car] ?? 0;
  const next = (now: Road, car: number): number => {
    const at = place(now, car);
    return goesDown(car) ? (at > 1 ? at - 1 : last) : at < last ? at + 1 : 1;
  };
  /** A car that comes before the bridge joins the queue. */
  const moved = (now: Road, car: number): Road => {
    const to = next(now, car);
    const arrives = goesDown(car) ? to === end + 1 : to === start - 1;
    const waiting = arrives ? [...now.waiting, car] : now.waiting;
    return { at: replaced(now.at, car, to), waiting };
  };
  const isFree = (now: Road, to: number) => !now.at.includes(to);
  const entered = (now: Road): Road | undefined => {
    const [car, ...waiting] = now.waiting;
    if (car === undefined) return undefined;
    const crossing = cars.filter((other) => onBridge(place(now, other)));
    const sameWay =
      !onBridge(place(now, car)) &&
      crossing.every((other) => goesDown(other) === goesDown(car)) &&
      isFree(now, next(now, car));
    const may = crossing.length === 0 || sameWay;
    return may ? { at: replaced(now.at, car, next(now, car)), waiting } : undefined;
  };
  const steps = (now: Road): readonly Step<Road>[] =>
    cars
      .flatMap((car) => {
        const to = next(now, car);
        const found: Step<Road>[] = [];
        if (!onBridge(to)) found.push([`move ${car}`, moved(now, car)]);
        if (onBridge(place(now, car)) && isFree(now, to))
          found.push([`cross ${car}`, moved(now, car)]);
        return found;
      })
      .concat(entering(now));
  /** The module asks once for each car, and for each of two reasons, whether the first in the queue may enter. */
  const entering = (now: Road): readonly Step<Road>[] => {
    const after = entered(now);
    if (after === undefined) return [];
    const empty = cars.every((car) => !onBridge(place(now, car)));
    const [car] = now.waiting;
    const alsoSameWay = car !== undefined && isFree(now, next(now, car));
    const reasons = empty && alsoSameWay ? ['empty', 'same way'] : ['one'];
    return cars.flatMap((asked) =>
      reasons.map((reason): Step<Road> => [`enter ${asked} ${reason}`, after]),
    );
  };
  const at = cars.map((car) => (goesDown(car) ? last : 1));
  return { initial: [{ at, waiting: [] }], steps };
}

/** Nobody shares a place on the bridge, and all on it go the same way. */
export function isSafe({ at }: Road): boolean {
  const crossing = at.filter(onBridge);
  const directions = new Set(
    at.flatMap((place, car) => (onBridge(place) ? [car < at.length / 2] : [])),
  );
  return new Set(crossing).size === crossing.length && directions.size <= 1;
}
