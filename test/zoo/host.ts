/** The entries about the host side: PF miniport, PCI bus driver, NDIS, and what VF drivers ask of them. */
import type { ZooEntry } from './entry.ts';
import { z21 } from './z21-halt-overtakes-setup.ts';
import { z23 } from './z23-disable-and-unplug.ts';
import { z24 } from './z24-lock-order.ts';
import { z25 } from './z25-two-pfs-one-bus.ts';
import { z26 } from './z26-removed-twice.ts';
import { z27 } from './z27-nested-removal.ts';
import { z28 } from './z28-recovery-polls.ts';
import { z29 } from './z29-handle-outlives-device.ts';
import { z31 } from './z31-vf-table.ts';
import { z33 } from './z33-reconfigure.ts';
import { z34 } from './z34-vf-lock-and-aggregate-lock.ts';
import { z35 } from './z35-parked-reset.ts';
import { z37 } from './z37-halt-waits.ts';
import { z38 } from './z38-partial-resize.ts';
import { z39 } from './z39-late-answer.ts';
import { z40 } from './z40-shared-mailbox.ts';
import { z44 } from './z44-check-and-reload.ts';
import { z45 } from './z45-trusted-num-vfs.ts';
import { z47, z47b } from './z47-two-releases.ts';
import { z54 } from './z54-stopped-owner.ts';
import { z56 } from './z56-restarted-while-waiting.ts';
import { z60 } from './z60-removed-before-restart.ts';
import { z62 } from './z62-reset-and-allocator.ts';
import { z68 } from './z68-detach-and-cleanup.ts';
import { z69 } from './z69-stale-cache.ts';
import { z71 } from './z71-unload-frees-event.ts';

export const hostEntries: readonly ZooEntry[] = [
  z21,
  z23,
  z24,
  z25,
  z26,
  z27,
  z28,
  z29,
  z31,
  z33,
  z34,
  z35,
  z37,
  z38,
  z39,
  z40,
  z44,
  z45,
  z47,
  z47b,
  z54,
  z56,
  z60,
  z62,
  z68,
  z69,
  z71,
];
