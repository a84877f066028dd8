/** The entries about the guest side: the VPCI bus, its provider in the host, and the drivers above the bus. */
import type { ZooEntry } from './entry.ts';
import { z01 } from './z01-two-unlinks.ts';
import { z02 } from './z02-acknowledged-too-early.ts';
import { z04 } from './z04-eject-before-start.ts';
import { z05 } from './z05-success-without-result.ts';
import { z07 } from './z07-work-after-removal.ts';
import { z08 } from './z08-eject-during-scan.ts';
import { z09 } from './z09-rescan-of-dead-bus.ts';
import { z10 } from './z10-no-answer-while-ejecting.ts';
import { z12, z12b } from './z12-one-reference-too-few.ts';
import { z13 } from './z13-lookup-after-unlink.ts';
import { z15 } from './z15-left-in-d0.ts';
import { z16 } from './z16-work-after-close.ts';
import { z17 } from './z17-nobody-notices.ts';
import { z18 } from './z18-two-rescinds.ts';
import { z19 } from './z19-vf-before-association.ts';
import { z20 } from './z20-listener-after-offer.ts';
import { z43 } from './z43-flush-and-completion.ts';
import { z46 } from './z46-lock-in-object.ts';
import { z48 } from './z48-bars-unmapped.ts';
import { z50 } from './z50-completion-before-list.ts';
import { z51 } from './z51-one-deep-slot.ts';
import { z52 } from './z52-revoke-in-flight.ts';
import { z55 } from './z55-signal-before-port.ts';
import { z58 } from './z58-write-replayed.ts';
import { z59 } from './z59-rescind-during-probe.ts';
import { z63 } from './z63-cancel-and-completion.ts';
import { z65 } from './z65-find-then-reference.ts';

export const guestEntries: readonly ZooEntry[] = [
  z01,
  z02,
  z04,
  z05,
  z07,
  z08,
  z09,
  z10,
  z12,
  z12b,
  z13,
  z15,
  z16,
  z17,
  z18,
  z19,
  z20,
  z43,
  z46,
  z48,
  z50,
  z51,
  z52,
  z55,
  z58,
  z59,
  z63,
  z65,
];
