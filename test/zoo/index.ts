/**
 * The zoo: published bugs of SR-IOV stacks and of their relatives, in the order of their ids. Z01 to Z71 are all of the
 * collection that we began with; Z101 and above are others (see further.ts). A letter behind an id is a bug in the repair.
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
