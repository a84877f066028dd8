/**
 * Holds the vocabulary against the collected facts it was written from. The facts are not part of
 * this repository; where they are missing, these tests say so and are skipped. Nothing may differ
 * silently: every difference is on the list below, with its reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  CONSTANT,
  CONTRADICTION,
  type DdiCard,
  ddiCards,
  findDdi,
  GUID,
  INTERFACE,
  IOCTL,
  isContradictionId,
  NDIS_INDICATION,
  OID,
  PNP_MINOR,
  POWER_MINOR,
} from '../../src/wdk/index.ts';

interface Fact {
  readonly name: string;
  readonly kind: string;
  readonly header: string;
  readonly irqlMax: string | null;
  readonly irqlNote?: string;
  readonly minOs: string | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly dir: string;
    readonly type: string;
  }[];
  readonly returns: readonly { readonly status: string; readonly when: string }[];
  readonly rules: readonly string[];
  readonly providedBy: string;
  readonly calledBy: string;
  readonly source: string;
  readonly value?: string | number | null;
  readonly requestType?: string;
  readonly struct?: string;
  readonly inputStruct?: string;
  readonly majorFunction?: string;
  readonly handledFirstBy?: string;
  readonly documented?: boolean;
  readonly aliases?: readonly string[];
  readonly contradictions?: readonly string[];
}

interface DisputeFact {
  readonly id: string;
  readonly topic: string;
  readonly readingA: string;
  readonly sourceA: string;
  readonly readingB: string;
  readonly sourceB: string;
  readonly note: string;
}

interface Difference {
  readonly name: string;
  readonly field: string;
  readonly fact: unknown;
  readonly here: unknown;
}

const FACTS = path.resolve(import.meta.dirname, '../../../shared/facts');
const missing = !existsSync(path.join(FACTS, 'ddi-facts.json'));
if (missing) console.log('the collected facts (../shared/facts) are not here: comparison skipped');

function read<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(FACTS, file), 'utf8')) as T;
}

/** Differences that are meant, `name field`, with the contradiction or the reason. */
const DELIBERATE: Readonly<Record<string, string>> = {
  'WriteVfConfigBlock irqlMax': 'C05: the stricter level, the call waits for another partition',
  'GUID_BUS_INTERFACE_STANDARD value': 'no page prints it; from the public wdmguid.h',
  'OID_PNP_SET_POWER value': 'its page prints no number; from the public ntddndis.h',
  'OID_PNP_QUERY_POWER value': 'its page prints no number; from the public ntddndis.h',
  'OID_PNP_SET_POWER struct': 'the buffer is described in words; named here',
  'OID_PNP_QUERY_POWER struct': 'the buffer is described in words; named here',
  'NDIS_STATUS_SWITCH_PORT_REMOVE_VF value': 'its page prints no number; from the public ndis.h',
  'NdisMGetVirtualDeviceLocation rules': 'reworded, same meaning',
  'OID_SRIOV_CONFIG_STATE rules': 'reworded, same meaning',
  'OID_SRIOV_OVERLYING_ADAPTER_INFO rules': 'reworded, same meaning',
  'NDIS_STATUS_VF_CONFIG_STATE rules': 'reworded, same meaning',
  'GetBusData rules': 'reworded, same meaning',
  'C03 note': 'reworded, same meaning',
};

/** Tables whose names the facts have cards for. */
const TABLES = { CONSTANT, GUID, IOCTL, NDIS_INDICATION, OID, PNP_MINOR, POWER_MINOR, INTERFACE };

/** Names in those tables without a card, by the reason they are there. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'a driver under test may be sent any minor code of wdm.h': [
    'IRP_MN_QUERY_RESOURCES',
    'IRP_MN_QUERY_RESOURCE_REQUIREMENTS',
    'IRP_MN_QUERY_DEVICE_TEXT',
    'IRP_MN_FILTER_RESOURCE_REQUIREMENTS',
    'IRP_MN_EJECT',
    'IRP_MN_SET_LOCK',
    'IRP_MN_QUERY_ID',
    'IRP_MN_QUERY_PNP_DEVICE_STATE',
    'IRP_MN_QUERY_BUS_INFORMATION',
    'IRP_MN_DEVICE_USAGE_NOTIFICATION',
    'IRP_MN_DEVICE_ENUMERATED',
    'IRP_MN_WAIT_WAKE',
    'IRP_MN_POWER_SEQUENCE',
  ],
  'a VF losing its data path is announced with it': ['NDIS_STATUS_LINK_STATE'],
  'NDIS_STATUS_SWITCH_PORT_REMOVE_VF travels inside it': ['NDIS_STATUS_SWITCH_NIC_STATUS'],
};

/** A source as the cards write it: folder and page, or the public header. */
function shortSource(source: string): string {
  if (source.startsWith('not found')) return 'no page of the public documentation';
  return source
    .replaceAll('MicrosoftDocs/windows-driver-docs-ddi:wdk-ddi-src/content/', '')
    .replaceAll('MicrosoftDocs/windows-driver-docs:windows-driver-docs-pr/', '')
    .replaceAll('public copy of ', 'public ')
    .replace('public MinGW-style NDIS header copy', 'public MinGW ndis.h');
}

/** Numbers written as 0x0F and 15 are one value. */
function plainValue(value: string | number | null | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' && !value.includes('-') ? Number(value) : value;
}

function pairs(fact: Fact, card: DdiCard): [string, unknown, unknown][] {
  const ioctlStruct = fact.kind === 'ioctl' && fact.inputStruct === undefined;
  const aliases = fact.aliases ?? [];
  return [
    ['kind', fact.kind, card.kind],
    ['header', fact.header, card.header],
    ['irqlMax', fact.irqlMax, card.irqlMax],
    ['irqlNote', fact.irqlNote ?? null, card.irqlNote],
    ['minOs', fact.minOs, card.minOs],
    ['value', plainValue(fact.value), plainValue(card.value)],
    ['requestType', fact.requestType ?? null, card.requestType],
    // The IOCTL table also names structures that the facts give as a parameter's type.
    ['struct', fact.struct ?? fact.inputStruct ?? null, ioctlStruct ? null : card.struct],
    ['majorFunction', fact.majorFunction ?? null, card.majorFunction],
    ['handledFirstBy', fact.handledFirstBy ?? null, card.handledFirstBy],
    ['documented', fact.documented ?? true, card.documented],
    ['parameters', fact.parameters.map(parameterKey), card.parameters.map(parameterKey)],
    ['returns', fact.returns, card.returns],
    ['rules', fact.rules, card.rules],
    ['providedBy', fact.providedBy, card.providedBy],
    ['calledBy', fact.calledBy, card.calledBy],
    ['contradictions', fact.contradictions ?? [], card.contradictions],
    ['aliases', aliases, card.aliases.filter((alias) => aliases.includes(alias))],
    ['source', shortSource(fact.source), card.source],
  ];
}

function parameterKey({ dir, name, type }: { dir: string; name: string; type: string }): string {
  return `${dir} ${name}: ${type}`;
}

function compare(name: string, fields: readonly [string, unknown, unknown][]): Difference[] {
  return fields
    .filter(([, fact, here]) => JSON.stringify(fact) !== JSON.stringify(here))
    .map(([field, fact, here]) => ({ name, field, fact, here }));
}

function silent(differences: readonly Difference[]): string[] {
  return differences
    .filter(({ name, field }) => !Object.hasOwn(DELIBERATE, `${name} ${field}`))
    .map(({ name, field, fact, here }) => {
      return `${name} ${field}: facts ${JSON.stringify(fact)}, here ${JSON.stringify(here)}`;
    });
}

function cardDifferences(): Difference[] {
  return read<Fact[]>('ddi-facts.json').flatMap((fact) => {
    const card = ddiCards.find(({ name }) => name === fact.name);
    if (card === undefined) {
      return [{ name: fact.name, field: 'card', fact: 'present', here: 'missing' }];
    }
    return compare(fact.name, pairs(fact, card));
  });
}

function sourcesIn(text: string): string[] {
  return shortSource(text)
    .split(/;| cf\. \w+ | and \w+ /)
    .map((source) => source.trim())
    .filter((source) => source !== '');
}

function disputeDifferences(): Difference[] {
  return read<DisputeFact[]>('ddi-contradictions.json').flatMap((fact) => {
    if (!isContradictionId(fact.id)) {
      return [{ name: fact.id, field: 'entry', fact: 'present', here: 'missing' }];
    }
    const here: { readonly note?: string } & (typeof CONTRADICTION)[typeof fact.id] =
      CONTRADICTION[fact.id];
    return compare(fact.id, [
      ['topic', fact.topic.replace(/^Seed \d+: /, ''), here.topic],
      ['readingA', fact.readingA, here.readingA],
      ['sourceA', sourcesIn(fact.sourceA), here.sourceA],
      ['readingB', fact.readingB, here.readingB],
      ['sourceB', sourcesIn(fact.sourceB), here.sourceB],
      ['note', shortSource(fact.note), here.note ?? ''],
    ]);
  });
}

describe.skipIf(missing)('the vocabulary against the collected facts', () => {
  test('every fact is on its card, or differs for a stated reason', () => {
    expect(silent(cardDifferences())).toEqual([]);
  });

  test('every contradiction is stated as found', () => {
    expect(silent(disputeDifferences())).toEqual([]);
  });

  test('no stated difference has gone', () => {
    const found = [...cardDifferences(), ...disputeDifferences()];
    const keys = found.map(({ name, field }) => `${name} ${field}`);
    expect(Object.keys(DELIBERATE).filter((key) => !keys.includes(key))).toEqual([]);
  });

  test('no card and no contradiction is without a fact', () => {
    const names = read<Fact[]>('ddi-facts.json').map((fact) => fact.name);
    const ids = read<DisputeFact[]>('ddi-contradictions.json').map((fact) => fact.id);
    expect(ddiCards.filter((card) => !names.includes(card.name))).toEqual([]);
    expect(Object.keys(CONTRADICTION).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('every name of a table that the facts do not have is listed with a reason', () => {
    const names = new Set(read<Fact[]>('ddi-facts.json').map((fact) => fact.name));
    const added = Object.values(TABLES).flatMap((table) =>
      Object.keys(table).filter((name) => !names.has(name)),
    );
    const listed = Object.values(ADDED).flat();
    expect(added.sort()).toEqual(listed.sort());
  });

  test('an alias added here is one that the facts do not have as a name', () => {
    const facts = read<Fact[]>('ddi-facts.json');
    const known = new Set(facts.flatMap((fact) => [fact.name, ...(fact.aliases ?? [])]));
    const added = ddiCards.flatMap((card) => card.aliases).filter((alias) => !known.has(alias));
    expect(added).toMatchInlineSnapshot(`
      [
        "IofCompleteRequest",
        "IofCallDriver",
        "DRIVER_CANCEL",
        "IO_COMPLETION_ROUTINE",
      ]
    `);
    expect(added.map((alias) => findDdi(alias)?.kind)).toEqual(added.map(() => 'routine'));
  });
});
