/**
 * Published bugs that are not in the collection from which the other entries come: found in issue trackers, CVE records
 * and commit messages, and tried to see whether our properties catch what they had not been written for.
 */
import type { ZooEntry } from './entry.ts';
import { z101 } from './z101-reset-and-completion.ts';
import { z102 } from './z102-slot-of-unanswered-command.ts';
import { z103 } from './z103-worker-after-teardown.ts';
import { z104 } from './z104-reset-left-out.ts';
import { z105 } from './z105-visible-too-early.ts';
import { z106 } from './z106-in-flight-at-removal.ts';
import { z107 } from './z107-path-after-vf.ts';
import { z108 } from './z108-armed-again.ts';
import { z109 } from './z109-filter-freed.ts';
import { z110 } from './z110-answer-on-the-stack.ts';

export const furtherEntries: readonly ZooEntry[] = [
  z101,
  z102,
  z103,
  z104,
  z105,
  z106,
  z107,
  z108,
  z109,
  z110,
];
