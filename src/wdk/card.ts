/**
 * The shape of a card: what the documentation says of one routine, OID, IOCTL, IRP, structure, GUID
 * or constant. Cards are kept in groups by subject; what holds for a whole group is said once.
 */
import type { Irql } from './irql.ts';

/** What a name is. */
export type DdiKind = 'routine' | 'oid' | 'ioctl' | 'irp' | 'struct' | 'guid' | 'constant';

/** A parameter of a routine or request, or a member of a structure (`dir: 'field'`). */
export interface DdiParameter {
  readonly name: string;
  readonly dir: 'in' | 'out' | 'inout' | 'field';
  readonly type: string;
  readonly rule?: string;
}

/** A result and its case. Not every result is a status: some routines return a count. */
export interface DdiReturn {
  readonly status: string;
  readonly when: string;
}

/** What a card file states about one name, less what its group states for all. */
export interface CardFacts {
  readonly kind?: DdiKind;
  /** One line; where it is missing, the value table of the name has it. */
  readonly doc?: string;
  readonly header?: string;
  /** The highest level to call at, or at which a handler is called; null: no level applies. */
  readonly irqlMax?: Irql | null;
  readonly irqlNote?: string;
  /** False where a header has the name and no page describes it. */
  readonly documented?: boolean;
  readonly majorFunction?: string;
  readonly handledFirstBy?: string;
  readonly parameters?: readonly DdiParameter[];
  readonly returns?: readonly DdiReturn[];
  readonly rules?: readonly string[];
  readonly providedBy?: string;
  readonly calledBy?: string;
  readonly minOs?: string;
  /** The page, as folder and file of the public documentation, or the public header. */
  readonly source?: string;
  readonly valueSource?: string;
  /** Ids in contradictions.ts. */
  readonly contradictions?: readonly string[];
  readonly aliases?: readonly string[];
}

/** Cards of one subject. A card's own statement goes before its group's. */
export interface CardGroup {
  readonly common: CardFacts;
  readonly cards: Readonly<Record<string, CardFacts>>;
}

/** One name with all that is known of it, nothing left implicit. */
export interface DdiCard {
  readonly name: string;
  readonly kind: DdiKind;
  /** What it is for, in one line. */
  readonly doc: string;
  readonly header: string;
  readonly irqlMax: Irql | null;
  readonly irqlNote: string | null;
  readonly documented: boolean;
  readonly majorFunction: string | null;
  readonly handledFirstBy: string | null;
  readonly parameters: readonly DdiParameter[];
  readonly returns: readonly DdiReturn[];
  readonly rules: readonly string[];
  readonly providedBy: string;
  readonly calledBy: string;
  /** A number, the text of a GUID, or null where there is none or nobody prints it. */
  readonly value: number | string | null;
  readonly valueSource: string | null;
  /** OIDs: query, set, method, or two of them. */
  readonly requestType: string | null;
  /** OIDs and IOCTLs: the structure in the buffer. */
  readonly struct: string | null;
  readonly minOs: string | null;
  readonly source: string;
  readonly contradictions: readonly string[];
  readonly aliases: readonly string[];
}
