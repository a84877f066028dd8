/** Where a VM network adapter is. Apart from the topology, so that a list or a help text loads no machine. */

/** The guest that VM network adapter `vf` belongs to. */
export function guestOf(vf: number, guests: number): number {
  return vf % guests;
}

/** Its slot on the bus of that guest. */
export function slotOf(vf: number, guests: number): number {
  return Math.floor(vf / guests);
}
