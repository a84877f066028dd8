/** The entries about the host side: PF miniport, PCI bus driver, NDIS, and what VF drivers ask of them. */
import type { ZooEntry } from './entry.ts';
import { z31 } from './z31-vf-table.ts';
import { z33 } from './z33-reconfigure.ts';
import { z35 } from './z35-parked-reset.ts';
import { z37 } from './z37-halt-waits.ts';
import { z39 } from './z39-late-answer.ts';
import { z40 } from './z40-shared-mailbox.ts';

export const hostEntries: readonly ZooEntry[] = [z31, z33, z35, z37, z39, z40];
