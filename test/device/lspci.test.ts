import { describe, expect, test } from 'vitest';
import { DeviceInputError, loadDevice, parseLspci } from '../../actors/device/index.ts';
import { intel82576 } from '../../actors/device/profiles/intel-82576.ts';
import { intelE810 } from '../../actors/device/profiles/intel-e810.ts';
import { nvme } from '../../actors/device/profiles/nvme.ts';
import { dumpOf, dumpText } from './dump-text.ts';
import { wrapped } from './vocabulary.ts';

const NVME = dumpOf(nvme(), '01:00.0');
const NIC = dumpOf(intel82576(), '0002:09:00.0');
const bridge = nvme().reset.slice();
bridge[0x0e] = 1;

function parse(text: string, slot?: string) {
  return parseLspci(text, { fileName: 'dump.txt', slot });
}

/** The message of the refusal, without the file's name. */
function refusal(text: string, slot?: string): string {
  try {
    parse(text, slot);
  } catch (error) {
    if (error instanceof DeviceInputError)
      return wrapped(error.message.replace('dump.txt', 'FILE'));
    throw error;
  }
  throw new Error('not refused');
}

describe('texts that are read', () => {
  test.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['upper case', (text: string) => text.replace(/^\w+: .*$/gm, (row) => row.toUpperCase())],
    [
      'verbose text between the rows',
      (text: string) => text.replaceAll('\n', '\n\tControl: I/O-\n'),
    ],
    ['blank lines', (text: string) => text.replaceAll('\n', '\n\n')],
    ['rows in another order', (text: string) => `${text.split('\n')[0]}\n${reversed(text)}`],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['the path that lspci -P prints', (text: string) => `00:1c.0/${text}`],
  ])('%s', (_, change) => {
    const { reset, pf } = parse(change(NVME));
    expect(reset).toEqual(nvme().reset);
    expect(pf.rid).toBe(0x0100);
  });

  test('the only function with SR-IOV is chosen, and its domain is kept', () => {
    const others = dumpText('00:00.0', bridge) + dumpText('01:00.1', new Uint8Array(64));
    const { pf } = parse(others + NIC);
    expect([pf.segment, pf.rid, pf.deviceId]).toEqual([2, 0x0900, 0x10c9]);
  });

  test('a slot chooses among several, with or without its domain', () => {
    expect(parse(NVME + NIC, '09:00.0').pf.deviceId).toBe(0x10c9);
    expect(parse(NVME + NIC, '0002:9:0.0').pf.deviceId).toBe(0x10c9);
    expect(parse(NVME + NIC, '0000:01:00.0').pf.deviceId).toBe(0x0010);
  });

  test('sizes that lspci -vvv printed are believed', () => {
    const text = NIC.replace(
      '\n',
      '\n\tRegion 0: Memory at b1a60000 (32-bit, non-prefetchable) [size=512K]\n' +
        '\tExpansion ROM at b1b00000 [disabled] [size=64K]\n',
    );
    const { pf } = parse(text);
    expect([pf.bars[0]?.sizeBytes, pf.romSizeBytes]).toEqual([512 * 1024, 64 * 1024]);
  });
});

function reversed(text: string): string {
  return text.trimEnd().split('\n').slice(1).reverse().join('\n');
}

describe('texts that are refused, with what was found and what is needed', () => {
  test('nothing that a device could be read from', () => {
    expect(refusal('')).toMatchInlineSnapshot(
      `"FILE is empty; run 'lspci -xxxx' as root to get all 4096"`,
    );
    expect(refusal('hello\n')).toMatchInlineSnapshot(`
      "FILE holds no device: no line starts with a slot such as '01:00.0'; the text
      that 'lspci -xxxx' prints is needed"
    `);
    expect(refusal('\x7fELF\0\0')).toMatchInlineSnapshot(
      `"FILE is a binary file; the text that 'lspci -xxxx' prints is needed"`,
    );
    expect(refusal('01:00.0 Some device\n')).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it has no rows of bytes; run 'lspci -xxxx' as root to get all
      4096"
    `);
  });

  test('dumps that are cut short', () => {
    const { reset } = nvme();
    const cut = (length: number) => refusal(dumpText('01:00.0', reset.subarray(0, length)));
    expect(cut(64)).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it is cut short: only 64 bytes are there (as printed without
      root); run 'lspci -xxxx' as root to get all 4096"
    `);
    expect(cut(256)).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it is cut short: only 256 bytes are there (as 'lspci -xxx'
      prints); run 'lspci -xxxx' as root to get all 4096"
    `);
    expect(cut(1024)).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it is cut short: only 1024 bytes are there; run 'lspci -xxxx' as
      root to get all 4096"
    `);
    expect(refusal(NVME.slice(0, 1000))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it is cut short: only 288 bytes are there; run 'lspci -xxxx' as
      root to get all 4096"
    `);
  });

  test('rows that are wrong', () => {
    expect(refusal(NVME.replace(/^60: .*\n/m, ''))).toMatchInlineSnapshot(
      `"FILE: 01:00.0: row 0x60 is missing before row 0xff0"`,
    );
    expect(refusal(NVME.replace(/^(60: .*\n)/m, '$1$1'))).toMatchInlineSnapshot(
      `"FILE: 01:00.0: row 0x60 is there twice, in lines 8 and 9"`,
    );
    expect(refusal(NVME.replace(/^60: 01/m, '60: 0g'))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: line 8 is not a row of bytes in hexadecimal: '60: 0g 00 03 00 08
      00 00 00 00 00 00 00 00 00 00 00'"
    `);
    expect(refusal(NVME.replace(/^60: 01/m, '60:'))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: row 0x60 in line 8 holds 15 bytes; a row holds 16 and starts at a
      multiple of that"
    `);
  });
});

describe('functions that are refused', () => {
  test('those that are no PF', () => {
    const plain = nvme().reset.slice();
    plain[0x102] = 0x01; // the list ends with ARI
    plain[0x103] = 0x00;
    expect(refusal(dumpText('01:00.0', plain))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: 1b36:0010 has no SR-IOV capability: its extended capabilities are
      0x000e at 0x100; one with id 0x0010 is needed"
    `);
    expect(refusal(dumpText('00:1c.0', bridge))).toMatchInlineSnapshot(`
      "FILE: 00:1c.0: it has header type 1 (a bridge); an endpoint with header type 0
      is needed"
    `);
    expect(refusal(dumpText('01:00.0', nvme().vfImage.reset))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: ffff:ffff has no SR-IOV capability: its extended capabilities are
      0x000e at 0x100; one with id 0x0010 is needed (ids of ffff:ffff are a VF's: dump
      its PF)"
    `);
    const gone = new Uint8Array(4096).fill(0xff);
    expect(refusal(dumpText('01:00.0', gone))).toMatchInlineSnapshot(`
      "FILE: 01:00.0: it reads all ones: the function was not there when it was dumped;
      dump it switched on"
    `);
    expect(
      refusal(dumpText('01:00.0', plain) + dumpText('00:1c.0', bridge)),
    ).toMatchInlineSnapshot(`
      "FILE: none of its 2 functions can be used: 01:00.0: 1b36:0010 has no SR-IOV
      capability: its extended capabilities are 0x000e at 0x100; one with id 0x0010 is
      needed; 00:1c.0: it has header type 1 (a bridge); an endpoint with header type 0
      is needed"
    `);
  });

  test('capability lists that lead nowhere', () => {
    const broken = (offset: number, byte: number) => {
      const bytes = nvme().reset.slice();
      bytes[offset] = byte;
      return refusal(dumpText('01:00.0', bytes));
    };
    expect(broken(0x61, 0x40)).toMatchInlineSnapshot(
      `"FILE: 01:00.0: the capability list loops: it comes back to 0x40"`,
    );
    expect(broken(0x34, 0x10)).toMatchInlineSnapshot(`
      "FILE: 01:00.0: the capability list points to 0x10; it can only point to 0x40 or
      above"
    `);
    expect(broken(0x123, 0x12)).toMatchInlineSnapshot(
      `"FILE: 01:00.0: the extended capability list loops: it comes back to 0x120"`,
    );
    expect(broken(0x123, 0x08)).toMatchInlineSnapshot(`
      "FILE: 01:00.0: the extended capability list points to 0x80; it can only point to
      0x100 or above"
    `);
  });
});

describe('slots', () => {
  test('that are not there, or not clear, are refused', () => {
    expect(refusal(NVME, '02:00.0')).toMatchInlineSnapshot(
      `"FILE does not hold slot 02:00.0; it holds 01:00.0"`,
    );
    expect(refusal(NVME, 'first')).toMatchInlineSnapshot(`
      "'first' is not a slot; one is written bus:device.function, such as 01:00.0, or
      with a domain 0002:01:00.0"
    `);
    expect(refusal(NVME + NIC)).toMatchInlineSnapshot(`
      "FILE holds 2 functions with SR-IOV: choose one with --slot, of 01:00.0,
      0002:09:00.0"
    `);
    expect(refusal(NVME + NVME)).toMatchInlineSnapshot(
      `"FILE holds 01:00.0 2 times, in lines 1 and 259; leave one of them"`,
    );
    const sameSlot = dumpOf(intelE810(), '0002:01:00.0') + dumpOf(nvme(), '0003:01:00.0');
    expect(refusal(sameSlot, '01:00.0')).toMatchInlineSnapshot(`
      "FILE holds slot 01:00.0 in several domains; name one of 0002:01:00.0,
      0003:01:00.0"
    `);
  });
});

describe('files', () => {
  const message = (path: string) => {
    try {
      loadDevice(path);
    } catch (error) {
      return error instanceof DeviceInputError ? wrapped(error.message) : `not ours: ${error}`;
    }
    return 'loaded';
  };

  test('that are not there, or not files', () => {
    expect(message('nvmee')).toMatchInlineSnapshot(`
      "there is no profile and no file called 'nvmee'; the built-in profiles are
      intel-82576, intel-e810, nvme"
    `);
    expect(message('no/such/dump.txt')).toMatchInlineSnapshot(`
      "there is no file 'no/such/dump.txt'; the built-in profiles are intel-82576,
      intel-e810, nvme"
    `);
    expect(message('test')).toMatchInlineSnapshot(
      `"test is a directory; a file with a dump is needed"`,
    );
    expect(message('/dev/zero')).toMatchInlineSnapshot(
      `"/dev/zero is not a regular file; a file with a dump is needed"`,
    );
  });

  test('a slot means nothing to a profile', () => {
    expect(() => loadDevice('nvme', { slot: '01:00.0' })).toThrow(
      'profile nvme is one function, so there is no slot 01:00.0 to choose',
    );
  });
});
