/** The zoo: published bugs of SR-IOV stacks and of their relatives, in the order of their ids. */
import type { ZooEntry } from './entry.ts';
import { guestEntries } from './guest.ts';
import { hostEntries } from './host.ts';

export type { ZooEntry, ZooSystem } from './entry.ts';

export const zooEntries: readonly ZooEntry[] = [...guestEntries, ...hostEntries].sort((a, b) =>
  a.id.localeCompare(b.id),
);
