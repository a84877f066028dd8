/**
 * The zoo: published bugs of SR-IOV stacks and of their relatives, in the order of their ids. Z01 to Z71 are all of the
 * collection that we began with; Z101 and above are others (further.ts). A letter behind an id: a bug in the repair.
 *
 * What some of these publications have besides, and the model cannot express: processors and the interrupts that are
 * moved between them (Z16's other variant, the details of Z05 and Z10, where a block stands for an interrupt), packets
 * (the receive paths of Z62 and Z68), and orders inside of one routine (a message is the smallest step, so that a
 * deferred step is a message of the actor to itself). Where a publication has several bugs of one shape (Z43, Z52,
 * Z68), one is here.
 */
import type { ZooEntry } from './entry.ts';
import { furtherEntries } from './further.ts';
import { guestEntries } from './guest.ts';
import { hostEntries } from './host.ts';

export type { ZooEntry, ZooSystem } from './entry.ts';

export const zooEntries: readonly ZooEntry[] = [
  ...guestEntries,
  ...hostEntries,
  ...furtherEntries,
].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
