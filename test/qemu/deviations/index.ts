/** Everything in which a device of QEMU is known to answer differently from our model. */
import type { Deviation } from './deviation.ts';
import { registerDeviations } from './registers.ts';
import { resetDeviations } from './resets.ts';
import { sriovDeviations } from './sriov.ts';

/** Those of resets last: a reset takes back what the others have made of its write. */
export const deviations: readonly Deviation[] = [
  ...registerDeviations,
  ...sriovDeviations,
  ...resetDeviations,
];
