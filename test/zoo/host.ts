/** The entries about the host side: PF miniport, PCI bus driver, NDIS, and what VF drivers ask of them. */
import type { ZooEntry } from './entry.ts';
import { z23 } from './z23-disable-and-unplug.ts';
import { z24 } from './z24-lock-order.ts';
import { z26 } from './z26-removed-twice.ts';
import { z28 } from './z28-recovery-polls.ts';
import { z31 } from './z31-vf-table.ts';
import { z33 } from './z33-reconfigure.ts';
import { z35 } from './z35-parked-reset.ts';
import { z37 } from './z37-halt-waits.ts';
import { z39 } from './z39-late-answer.ts';
import { z40 } from './z40-shared-mailbox.ts';
import { z60 } from './z60-removed-before-restart.ts';
import { z62 } from './z62-reset-and-allocator.ts';
import { z68 } from './z68-detach-and-cleanup.ts';

export const hostEntries: readonly ZooEntry[] = [
  z23,
  z24,
  z26,
  z28,
  z31,
  z33,
  z35,
  z37,
  z39,
  z40,
  z60,
  z62,
  z68,
];
