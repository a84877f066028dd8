/** The local server: what is served, and that it ends. */
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { maxAskBytes, tokenHeader } from '../../../src/inspect/server/index.ts';
import { ask, raw, read, someAnswers } from './client.ts';
import { canConnect, json, message, messages, serve } from './serve.ts';

describe('what is served', () => {
  test('nothing but its own paths', async () => {
    const { port, query } = await serve();
    const paths = [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/inspector/../../etc/passwd',
      '/inspector/',
      '//inspector',
      '/INSPECTOR',
      '/dist/page/viewer.js',
      '/%2e%2e/',
      '/inspector%00',
      '/api/flip',
      '/__proto__',
      '/constructor',
    ];
    for (const path of paths) {
      const { status, text } = await ask(port, `${path}${query}`);
      expect({ path, status, text }).toEqual({
        path,
        status: 404,
        text: 'there is no such page\n',
      });
    }
    const Host = `127.0.0.1:${port}`;
    const whole = await raw(
      port,
      `GET http://${Host}/inspector${query} HTTP/1.1\r\nHost: ${Host}\r\nConnection: close\r\n\r\n`,
    );
    expect(whole).toMatch(/^HTTP\/1.1 404 /);
  });

  test('only by the method that is meant', async () => {
    const { port, query, token } = await serve({ answers: someAnswers });
    const headers = { [tokenHeader]: token };
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH']) {
      const answer = await ask(port, `/inspector${query}`, { method, headers });
      expect({ method, status: answer.status, allow: answer.headers.allow }).toEqual({
        method,
        status: 405,
        allow: 'GET',
      });
    }
    const answer = await ask(port, '/api/flip', { headers });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });

  test('pages that run no script but their own, frame nothing but the inspector, and are framed by nobody', async () => {
    const { port, query } = await serve({
      inspectorUrl: 'https://inspector.example/some/page?a=1',
      viewer: ({ nonce }) => `<script nonce="${nonce}"></script>`,
    });
    for (const [path, frames] of [
      ['/', "'none'"],
      ['/inspector', 'https://inspector.example'],
    ]) {
      const { headers, text } = await ask(port, `${path}${query}`);
      const policy = String(headers['content-security-policy']);
      const nonce = /script-src 'nonce-([\w-]{22})'/.exec(policy)?.[1];
      expect(text.split(`nonce="${nonce}"`).length).toBe(text.split(/<script|<style/).length);
      expect(policy.split('; ')).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "connect-src 'self'",
          `frame-src ${frames}`,
          "frame-ancestors 'none'",
          "base-uri 'none'",
        ]),
      );
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      const again = await ask(port, `${path}${query}`);
      expect(String(again.headers['content-security-policy'])).not.toContain(String(nonce));
    }
  });

  test('hostile titles and addresses as text', async () => {
    const title = `</title><script>alert(1)</script>"'&`;
    const inspectorUrl = new URL('https://x.example/</script><script>alert(2)</script>?"').href;
    const { port, query } = await serve({ title, inspectorUrl });
    const { text } = await ask(port, `/inspector${query}`);
    expect(text).not.toContain('<script>alert');
    expect(text.match(/<script/g)).toHaveLength(2);
  });

  test('the viewer, when it is ready; without one, the inspector', async () => {
    const late = await serve({ viewer: ({ token }) => Promise.resolve(`page of ${token}`) });
    expect((await ask(late.port, `/${late.query}`)).text).toBe(`page of ${late.token}`);
    const none = await serve();
    const { status, headers } = await ask(none.port, `/${none.query}`);
    expect([status, headers.location]).toEqual([303, `/inspector${none.query}`]);
  });

  test('a viewer that cannot be made says why', async () => {
    const viewer = () => Promise.reject(new Error('no charts today'));
    const { port, query } = await serve({ viewer });
    const { status, text } = await ask(port, `/${query}`);
    expect([status, text]).toEqual([500, 'no charts today\n']);
  });
});

describe('questions', () => {
  const asked = async (path: string, body: string, headers?: Record<string, string>) => {
    const { port, token } = await serve({ answers: someAnswers });
    const { status, text } = await ask(port, path, {
      method: 'POST',
      headers: { ...json(token), ...headers },
      body,
    });
    return { status, answer: JSON.parse(text) };
  };

  test('are answered with JSON', async () => {
    expect(await asked('/api/flip', '{"run":1}')).toEqual({
      status: 200,
      answer: { asked: '/api/flip', question: { run: 1 } },
    });
    expect(await asked('/api/outcomes', '{"run":0,"step":1}')).toEqual({
      status: 200,
      answer: [{ verdict: 'holds', states: 3 }],
    });
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '3',
    '{"run":"0"}',
    '{"run":-1}',
    '{"run":0.5}',
    '{"run":{}}',
    '{"run":1e99}',
  ])('that are no questions are refused: %s', async (body) => {
    expect(await asked('/api/flip', body)).toEqual({
      status: 400,
      answer: { error: 'a question is an object of whole numbers' },
    });
  });

  test('of another type, or too long, are refused; the server goes on', async () => {
    const plain = await asked('/api/flip', '{"run":0}', { 'Content-Type': 'text/plain' });
    expect(plain.status).toBe(415);
    const padded = (length: number) => `{"run":0${' '.repeat(length - 9)}}`;
    expect(await asked('/api/flip', padded(maxAskBytes))).toMatchObject({ status: 200 });
    expect(await asked('/api/flip', padded(maxAskBytes + 1))).toMatchObject({ status: 413 });
  });

  test('that never end are cut off with an answer', async () => {
    const { port, token } = await serve({ answers: someAnswers });
    const head = [
      'POST /api/flip HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json',
      `X-Token: ${token}`,
      'Content-Length: 1000000000',
    ].join('\r\n');
    const answer = await raw(port, `${head}\r\n\r\n${'x'.repeat(maxAskBytes + 1)}`);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('that cannot be answered get a reason', async () => {
    expect(await asked('/api/branch', '{"run":0,"step":1,"move":6}')).toEqual({
      status: 422,
      answer: { error: 'there is no delivery 6 in that step' },
    });
    expect(await asked('/api/branch', '{"run":0,"step":1,"move":0}')).toEqual({
      status: 500,
      answer: { error: 'no branch' },
    });
  });
});

describe('events', () => {
  const ids = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => String(from + n + 1));

  test('come from the beginning, then live, then the end', async () => {
    const { feed, port, query } = await serve();
    feed.add(messages(0, 3));
    const reader = await read(port, `/events${query}`);
    await reader.has(3);
    feed.add(messages(3, 5));
    await reader.has(5);
    expect(reader.ended).toBe(false);
    feed.end();
    await reader.closed;
    expect(reader.told.map(({ data }) => JSON.parse(data))).toEqual(messages(0, 5));
    expect(reader.told.map(({ id }) => id)).toEqual(ids(0, 5));
    expect(reader.ended).toBe(true);
  });

  test('come from a cursor, or from where a reader was interrupted', async () => {
    const { feed, port, query } = await serve();
    feed.add(messages(0, 10));
    feed.end();
    const from = async (path: string, headers?: Record<string, string>) => {
      const reader = await read(port, path, headers);
      await reader.closed;
      expect(reader.ended).toBe(true);
      return reader.told.map(({ id }) => id);
    };
    expect(await from(`/events${query}&cursor=4`)).toEqual(ids(4, 10));
    expect(await from(`/events${query}&cursor=10`)).toEqual([]);
    expect(await from(`/events${query}&cursor=99`)).toEqual([]);
    expect(await from(`/events${query}&cursor=0`, { 'Last-Event-ID': '7' })).toEqual(ids(7, 10));
    for (const bad of ['-1', 'x', '1e3', '', '99999999999999999999']) {
      const path = `/events${query}&cursor=${bad}`;
      expect({ bad, status: (await ask(port, path)).status }).toEqual({ bad, status: 400 });
    }
  });

  test('reach several readers that came at different times, each all of them', async () => {
    const { feed, port, query } = await serve();
    const early = await Promise.all([1, 2, 3].map(() => read(port, `/events${query}`)));
    feed.add(messages(0, 50));
    const late = await Promise.all([1, 2, 3].map(() => read(port, `/events${query}`)));
    const gone = await read(port, `/events${query}`);
    await gone.has(50);
    gone.leave();
    feed.add(messages(50, 100));
    feed.end();
    for (const reader of [...early, ...late]) {
      await reader.closed;
      expect(reader.told.map(({ data }) => JSON.parse(data))).toEqual(messages(0, 100));
    }
  });

  test('a reader that does not read holds nobody up, and loses nothing when it goes on', async () => {
    const { feed, port, query } = await serve();
    const big = Array.from({ length: 400 }, (_, n) => ({ ...message(n), pad: 'x'.repeat(50_000) }));
    const slow = connect(port, '127.0.0.1');
    await new Promise((resolve) => slow.once('connect', resolve));
    slow.write(`GET /events${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    slow.pause();
    feed.add(big);
    const quick = await read(port, `/events${query}`);
    await quick.has(400);
    feed.end();
    await quick.closed;
    let bytes = 0;
    let last = '';
    slow.on('data', (piece: Buffer) => {
      bytes += piece.length;
      last = `${last}${piece}`.slice(-200);
      if (last.includes('event: end')) slow.destroy();
    });
    slow.resume();
    await new Promise((resolve) => slow.once('close', resolve));
    expect(bytes).toBeGreaterThan(400 * 50_000);
    expect(last).toContain('id: 400\n\n');
  });
});

describe('the end', () => {
  test('closes streams, idle connections and half a question, and frees the port', async () => {
    const { feed, server, port, query } = await serve({ answers: someAnswers });
    feed.add(messages(0, 3));
    const reader = await read(port, `/events${query}`);
    const half = connect(port, '127.0.0.1');
    await new Promise((resolve) => half.once('connect', resolve));
    half.on('error', () => undefined);
    half.write(`POST /api/flip HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`);
    const halfClosed = new Promise((resolve) => half.once('close', resolve));
    await reader.has(3);
    await server.close();
    await reader.closed;
    await halfClosed;
    expect(reader.ended).toBe(false);
    expect(await canConnect('127.0.0.1', port)).toBe(false);
    const again = await serve({ port });
    expect(again.port).toBe(port);
  });

  test('a port that is taken is told', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
