/** Holds the VPCI messages and versions against the tables of the collected protocol facts. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { VPCI_MESSAGE, VPCI_MESSAGE_BASE, VPCI_VERSION } from '../../src/wdk/index.ts';

const FACTS = path.resolve(import.meta.dirname, '../../../shared/facts/vpci-protocol.md');
const missing = !existsSync(FACTS);
if (missing) console.log('the collected facts (../shared/facts) are not here: comparison skipped');

/** Messages that have another name here than in the facts. */
const RENAMED: Readonly<Record<string, string>> = { RESOURCES_ASSIGNED3: 'ASSIGNED_RESOURCES3' };

/** Rows of the tables whose first cell is a hexadecimal number of `digits` digits. */
function rows(digits: number): string[][] {
  return readFileSync(FACTS, 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`^\\| 0x[0-9A-F]{${digits}} \\|`).test(line))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

describe.skipIf(missing)('VPCI against the collected facts', () => {
  test('messages have the facts’ number, name, direction and completion', () => {
    const here = Object.entries(VPCI_MESSAGE);
    const found = rows(2);
    expect(found).toHaveLength(here.length);
    const wrong = found.flatMap(([offset = '', names = '', direction = '', completion = ''], i) => {
      const [name, message] = here[i] ?? ['', { value: 0, direction: '', completed: false }];
      const sent = direction === '(name only)' ? 'unused' : direction.replace(/ \(.*/, '');
      const same =
        message.value === VPCI_MESSAGE_BASE + Number(offset) &&
        names.split(/[^A-Z0-9_]+/).includes(RENAMED[name] ?? name) &&
        message.direction === sent &&
        message.completed === completion.startsWith('yes');
      return same ? [] : [`${offset} ${names} | ${sent} | ${completion}: here ${name}`];
    });
    expect(wrong).toEqual([]);
  });

  test('versions have the facts’ number and name', () => {
    const facts = rows(8).map(([value, name]) => `${Number(value)} ${name?.split(' ')[0]}`);
    const here = Object.entries(VPCI_VERSION).map(([name, { value }]) => `${value} ${name}`);
    expect(here).toEqual(facts);
  });
});
