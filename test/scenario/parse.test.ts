import { describe, expect, test } from 'vitest';
import { checkScenario, parseScenario, ScenarioInputError } from '../../actors/scenario/index.ts';

/** A file with these steps in one client. */
function file(...steps: readonly object[]): string {
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  return `{ "name": "x", "title": "t", "clients": [\n  { "name": "a", "steps": [\n${lines} ] } ] }`;
}

/** Long lines continued on the next, so that they can be read here. */
function folded(text: string): string {
  return text.replace(/(.{60,84}) /g, '$1\n    ');
}

function errorOf(text: string): string {
  try {
    parseScenario(text, 'my.json');
  } catch (error) {
    if (error instanceof ScenarioInputError) return folded(error.message);
    throw error;
  }
  return 'no error';
}

describe('a scenario file', () => {
  test('gets its defaults', () => {
    const { stack, clients } = parseScenario(
      file({ do: 'write-block', vf: 0, block: '0x10', bytes: 16, content: 'a' }),
      'my.json',
    );
    expect(stack).toEqual({});
    expect(clients[0]?.steps[0]).toMatchObject({ block: 16, way: 'ndis', wait: true });
  });

  test('may begin with a byte order mark', () => {
    expect(errorOf(`\ufeff${file({ do: 'start-pf' })}`)).toBe('no error');
  });

  test('is told every wrong field with line, column, value and legal values', () => {
    const text = file(
      { do: 'start-fp' },
      { do: 'read-block', vf: 64, block: -1, bytes: '16', way: 'ioclt', expcet: 'STATUS_SUCCESS' },
      { do: 'read-config', vf: 0, offset: 5000, bytes: 3, expect: 'STATUS_SUCCES' },
      { do: 'assign-vf', vf: 0, wait: 'no' },
      { block: 1 },
    );
    expect(errorOf(text)).toMatchInlineSnapshot(`
      "my.json:3:11: clients[0].steps[0].do: is 'start-fp': legal are 'start-pf',
          'remove-pf', 'pull-pf', 'set-pf-power', 'hang-hardware', 'check-for-hang',
          'reset-adapter', 'check-vf-for-hang', 'reset-vf-adapter', 'assign-vf',
          'unassign-vf', 'revoke-vf', 'reset-vf', 'set-vf-power', 'await-vf',
          'await-vf-removal', 'set-device-power', 'read-block', 'write-block', 'cancel-block',
          'read-config', 'write-config', 'update-block', 'hold-interface',
          'release-interface', 'request-oid', 'cancel-oid', 'call-pf-bus', 'call-vf-bus',
          'await-client'; did you mean 'start-pf'?
      my.json:4:29: clients[0].steps[1].vf: is 64: legal are 0 to 63, and
          'each'
      my.json:4:40: clients[0].steps[1].block: is -1: legal are 0 to 4294967295, or the
          same as hexadecimal text such as '0x10'
      my.json:4:51: clients[0].steps[1].bytes: is '16': legal are 0 to 4096, or the same
          as hexadecimal text such as '0x10'
      my.json:4:62: clients[0].steps[1].way: is 'ioclt': legal are 'ndis', 'ioctl'; did
          you mean 'ioctl'?
      my.json:4:70: clients[0].steps[1]: there is no field 'expcet'; did you mean
          'expect'?; the fields are do, vf, block, bytes, way, irql, wait,
          expect
      my.json:5:41: clients[0].steps[2].offset: is 5000: legal are 0 to 4095, or the same
          as hexadecimal text such as '0x10'
      my.json:5:54: clients[0].steps[2].bytes: is 3: legal are 1, 2,
          4
      my.json:5:65: clients[0].steps[2].expect: is 'STATUS_SUCCES': legal are
          STATUS_SUCCESS, STATUS_USER_APC, STATUS_ALERTED and so on; did you mean
          'STATUS_SUCCESS'?
      my.json:6:37: clients[0].steps[3].wait: is 'no': must be true or
          false
      my.json: and 1 more problem"
    `);
  });

  test('is told all problems, but shows ten', () => {
    const text = file(...Array.from({ length: 13 }, () => ({ do: 'x' })));
    const lines = errorOf(text).split('\n');
    expect(lines.filter((line) => line.startsWith('my.json:'))).toHaveLength(11);
    expect(lines.at(-1)).toBe('my.json: and 3 more problems');
  });

  test('must choose a VF where the client is not one per VF', () => {
    expect(errorOf(file({ do: 'assign-vf' }))).toMatchInlineSnapshot(`
      "my.json:3:5: clients[0].steps[0]: assign-vf needs 'vf', since client 'a' is not one
          per VF"
    `);
  });

  test('names clients that exist, and each once', () => {
    const text = `{ "name": "x", "title": "t", "clients": [
      { "name": "reader", "steps": [ { "do": "await-client", "client": "writre" } ] },
      { "name": "writer", "steps": [ { "do": "await-client", "client": "writer" } ] },
      { "name": "writer", "steps": [ { "do": "start-pf" } ] },
      { "name": "pnp", "steps": [ { "do": "start-pf" } ] } ] }`;
    expect(errorOf(text)).toMatchInlineSnapshot(`
      "my.json:2:72: clients[0].steps[0].client: is 'writre': the clients are reader,
          writer, writer, pnp; did you mean 'writer'?
      my.json:3:72: clients[1].steps[0].client: is 'writer': a client cannot wait for
          itself
      my.json:4:17: clients[2].name: is 'writer', as another client's: names are
          unique
      my.json:5:17: clients[3].name: is 'pnp': that is the id of a part of the
          stack"
    `);
  });

  test('cannot have more guests than VFs', () => {
    const text = `{ "name": "x", "title": "t", "stack": { "vfs": 2, "guests": 3 },
      "clients": [ { "name": "a", "steps": [ { "do": "start-pf" } ] } ] }`;
    expect(errorOf(text)).toMatchInlineSnapshot(`
      "my.json:1:61: stack.guests: is 3: at most one guest per VF, and vfs is
          2"
    `);
  });
});

describe('a file that is not plain JSON', () => {
  test.each([
    ['', 'my.json:1:1: not JSON: value expected at the end of the file'],
    ['{ "name": "x", "clients": [', "my.json:1:28: not JSON: ']' expected at the end of the file"],
    ['{ // why\n "name": 1 }', "my.json:1:3: not JSON: invalid comment token at '// why'"],
    ['{ "name": "x", }', "my.json:1:16: not JSON: property name expected at '}'"],
    ['{\n  "name": yes\n}', "my.json:2:11: not JSON: invalid symbol at 'yes'"],
    ['{\n  "name": "x\n}', "my.json:2:11: not JSON: unexpected end of string at '\"x'"],
    ['{} {}', "my.json:1:4: not JSON: end of file expected at '{'"],
  ])('such as %j is told where it goes wrong', (text, message) => {
    expect(
      errorOf(text)
        .split('\n')
        .slice(0, message.length > 84 ? 2 : 1)
        .join('\n'),
    ).toBe(folded(message));
  });

  test('is not read deeper than 32 levels', () => {
    expect(errorOf('['.repeat(100_000))).toMatchInlineSnapshot(
      `"my.json:1:33: nested deeper than 32 levels"`,
    );
  });

  test('is not read beyond a million characters', () => {
    expect(errorOf(' '.repeat(1_000_001))).toMatchInlineSnapshot(
      `"my.json: 1000001 characters: at most 1000000 are read"`,
    );
  });

  test('is told of a field that is there twice', () => {
    expect(errorOf('{ "name": "x",\n  "name": "y" }')).toMatchInlineSnapshot(
      `"my.json:2:3: the field 'name' is there twice"`,
    );
  });

  test('cannot reach the prototype of objects', () => {
    expect(errorOf('{ "__proto__": { "vfs": 1 } }')).toMatchInlineSnapshot(
      `"my.json:1:3: there is no field '__proto__'"`,
    );
    expect(errorOf('{ "constructor": { "prototype": {} } }')).toContain("no field 'constructor'");
    expect(({} as { vfs?: number }).vfs).toBeUndefined();
  });

  test('does not steer the terminal', () => {
    const message = errorOf('{ "na\\u001b[31mme": 1, "title": "\\u001b]0;x\\u0007" }');
    expect(message).toContain("no field 'na?[31mme'");
    expect(message).not.toContain('\u001b');
  });
});

describe('a scenario from a module', () => {
  test('is checked by the same schema', () => {
    const scenario = {
      name: 'x',
      title: 't',
      clients: [{ name: 'a', steps: [{ do: 'start-pf' }] }],
    };
    expect(checkScenario(scenario, 'x.ts').clients[0]?.steps[0]?.wait).toBe(true);
    expect(() =>
      checkScenario({ ...scenario, title: 1 }, 'x.ts'),
    ).toThrowErrorMatchingInlineSnapshot(`[ScenarioInputError: x.ts: title: is 1: must be a text]`);
    expect(() => checkScenario(() => scenario, 'x.ts')).toThrowErrorMatchingInlineSnapshot(
      `[ScenarioInputError: x.ts: is a function: must be an object]`,
    );
  });
});
