/**
 * The hash of a global state is the exclusive or of one share for each column. A move changes few columns, and its
 * table entry knows by how much the hash changes: nobody hashes a whole state again, whatever its layout.
 */

/** The share of an id in a column: a full mix, since shares of neighbouring ids must differ in all bits. */
export function hashShare(column: number, id: number): number {
  let hash = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}

export function hashOf(columns: Int32Array): number {
  let hash = 0;
  for (let column = 0; column < columns.length; column += 1) {
    hash ^= hashShare(column, columns[column] as number);
  }
  return hash;
}
