/** The regions of a parallel state next to and below each other, so that the whole is neither long nor wide. */
import type { Rectangle } from './drawn.ts';
import type { Size } from './elk.ts';

/** Between two regions. */
const gap = 12;
/** Width to height of a screen. */
const wanted = 1.5;

export interface Packing extends Size {
  /** In the order of the sizes. */
  readonly places: readonly Rectangle[];
}

/**
 * Places for boxes of these sizes: in rows or in columns, whichever wastes least. Each place is at least as large as
 * its box; those of a row or column fill it. The order is kept unless another one saves much room.
 */
export function packed(sizes: readonly Size[]): Packing {
  const inOrder = bestOf(ways(sizes));
  if (sizes.length > mostReordered) return inOrder;
  const orders = [sorted(sizes, ({ width }) => width), sorted(sizes, ({ height }) => height)];
  const others = orders.flatMap((order) =>
    ways(order.map((index) => sizes[index] as Size)).map((packing) => reordered(packing, order)),
  );
  const other = bestOf(others);
  return shapeCost(other) * reorderingFactor < shapeCost(inOrder) ? other : inOrder;
}

const reorderingFactor = 1.15;
const mostReordered = 40;

function ways(sizes: readonly Size[]): readonly Packing[] {
  const rows = layouts(sizes, ({ width }) => width).map((lines) => inRows(sizes, lines));
  const turned = sizes.map(({ width, height }) => ({ width: height, height: width }));
  const columns = layouts(turned, ({ width }) => width).map((lines) =>
    turnedBack(inRows(turned, lines)),
  );
  return [...rows, ...columns];
}

function bestOf([first, ...others]: readonly Packing[]): Packing {
  if (first === undefined) return { width: 0, height: 0, places: [] };
  return others.reduce((best, one) => (shapeCost(one) < shapeCost(best) ? one : best), first);
}

/** Indices of the sizes, the largest first. */
function sorted(sizes: readonly Size[], by: (size: Size) => number): readonly number[] {
  return [...sizes.keys()].sort((a, b) => by(sizes[b] as Size) - by(sizes[a] as Size) || a - b);
}

function reordered({ places, ...size }: Packing, order: readonly number[]): Packing {
  const back: Rectangle[] = [];
  for (const [n, index] of order.entries()) back[index] = places[n] as Rectangle;
  return { ...size, places: back };
}

/** How much room it takes: the rectangle with the shape of a screen around it counts as much as its own. */
export function shapeCost({ width, height }: Size): number {
  const side = Math.max(width, height * wanted);
  return (side * side) / wanted + width * height;
}

/** Ways of breaking the boxes into lines: for each length that some run of boxes has, lines that are no longer. */
function layouts(
  sizes: readonly Size[],
  lengthOf: (size: Size) => number,
): readonly (readonly number[][])[] {
  const lengths = sizes.map(lengthOf);
  const limits = new Set<number>();
  for (const [from] of lengths.entries()) {
    let sum = -gap;
    for (const length of lengths.slice(from)) {
      sum += length + gap;
      limits.add(sum);
    }
  }
  const longest = Math.max(0, ...lengths);
  return [...limits]
    .filter((limit) => limit >= longest)
    .sort((a, b) => a - b)
    .map((limit) => broken(lengths, limit));
}

function broken(lengths: readonly number[], limit: number): number[][] {
  const lines: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [index, length] of lengths.entries()) {
    if (used + gap + length > limit + 0.001) {
      lines.push([]);
      used = -gap;
    }
    lines.at(-1)?.push(index);
    used += gap + length;
  }
  return lines;
}

function inRows(sizes: readonly Size[], lines: readonly (readonly number[])[]): Packing {
  const widthOf = (line: readonly number[]) =>
    line.reduce((sum, index) => sum + gap + (sizes[index] as Size).width, -gap);
  const width = Math.max(...lines.map(widthOf));
  const places: Rectangle[] = [];
  let y = 0;
  for (const line of lines) {
    const height = Math.max(...line.map((index) => (sizes[index] as Size).height));
    const spare = (width - widthOf(line)) / line.length;
    let x = 0;
    for (const index of line) {
      const own = (sizes[index] as Size).width + spare;
      places[index] = { x, y, width: own, height };
      x += own + gap;
    }
    y += height + gap;
  }
  return { width, height: y - gap, places };
}

function turnedBack({ width, height, places }: Packing): Packing {
  return {
    width: height,
    height: width,
    places: places.map((place) => ({
      x: place.y,
      y: place.x,
      width: place.height,
      height: place.width,
    })),
  };
}
