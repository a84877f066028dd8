/** Who is let in: requests to this server, of nobody else's page, with the token. */
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { tokenHeader } from '../../../src/inspect/server/index.ts';
import { ask, raw, someAnswers } from './client.ts';
import { canConnect, json, serve } from './serve.ts';

describe('who is let in', () => {
  test('those who know the token, by the name of this server', async () => {
    const { port, token, query } = await serve();
    for (const Host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await ask(port, `/inspector${query}`, { headers: { Host } })).toMatchObject({
        status: 200,
      });
    }
    const headers = { [tokenHeader]: token };
    expect(await ask(port, '/inspector', { headers })).toMatchObject({ status: 200 });
  });

  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    '[::1]:PORT',
    '0.0.0.0:PORT',
  ])('no request to the host "%s"', async (host) => {
    const { port, query } = await serve();
    const headers = { Host: host.replace('PORT', String(port)) };
    const { status, text } = await ask(port, `/inspector${query}`, { headers });
    expect({ status, text }).toEqual({ status: 403, text: `the host must be 127.0.0.1:${port}\n` });
  });

  test('no request without a host', async () => {
    const { port, query } = await serve();
    const old = await raw(port, `GET /inspector${query} HTTP/1.0\r\n\r\n`);
    expect(old).toMatch(/^HTTP\/1.1 403 /);
    const empty = await raw(port, `GET /inspector${query} HTTP/1.0\r\nHost:\r\n\r\n`);
    expect(empty).toMatch(/^HTTP\/1.1 403 /);
    const bad = await raw(port, `GET /inspector${query} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect(bad).toMatch(/^HTTP\/1.1 400 /);
  });

  test.each(['https://evil.example', 'null', 'http://127.0.0.1', 'http://localhost:1', ''])(
    'no request from a page of "%s", right token or not',
    async (Origin) => {
      const { port, query, token } = await serve({ answers: someAnswers });
      for (const path of ['/', '/inspector', '/events']) {
        const { status } = await ask(port, `${path}${query}`, { headers: { Origin } });
        expect({ path, status }).toEqual({ path, status: 403 });
      }
      const headers = { ...json(token), Origin };
      const { status } = await ask(port, '/api/flip', {
        method: 'POST',
        headers,
        body: '{"run":0}',
      });
      expect(status).toBe(403);
    },
  );

  test('a page of localhost is not one of 127.0.0.1', async () => {
    const { port, query } = await serve();
    const from = (Origin: string) => ask(port, `/inspector${query}`, { headers: { Origin } });
    expect((await from(`http://localhost:${port}`)).status).toBe(403);
    expect((await from(`http://127.0.0.1:${port}`)).status).toBe(200);
    expect((await from(`https://127.0.0.1:${port}`)).status).toBe(403);
  });

  test('nobody with a wrong token, whatever is asked', async () => {
    const { port, token } = await serve({ answers: someAnswers });
    const wrong = ['', 'x', `${token}x`, token.slice(1), token.toUpperCase()];
    for (const path of ['/', '/inspector', '/events', '/api/flip', '/no-such-page']) {
      for (const each of wrong) {
        const { status, text } = await ask(port, `${path}?token=${each}`);
        expect({ path, each, status }).toEqual({ path, each, status: 403 });
        expect(text).not.toContain(token);
      }
      expect((await ask(port, path)).status).toBe(403);
    }
  });

  test('a question needs its token in a header: a form of another page cannot send one', async () => {
    const { port, query, token } = await serve({ answers: someAnswers });
    const asked = { method: 'POST', body: '{"run":0}' };
    const headers = { 'Content-Type': 'application/json' };
    expect((await ask(port, `/api/flip${query}`, { ...asked, headers })).status).toBe(403);
    expect((await ask(port, '/api/flip', { ...asked, headers: json(token) })).status).toBe(200);
  });

  test('two servers have different tokens', async () => {
    const tokens = new Set<string>();
    for (let n = 0; n < 20; n += 1) tokens.add((await serve()).token);
    expect(tokens.size).toBe(20);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  });

  test('nobody from the network: it listens on 127.0.0.1 only', async () => {
    const { port } = await serve();
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((each) => (each === undefined || each.address === '127.0.0.1' ? [] : [each]));
    const tried = await Promise.all(
      others.map(({ address, scopeid }) => canConnect(scopeid ? `${address}%lo` : address, port)),
    );
    expect(tried.filter((connected) => connected)).toEqual([]);
    expect(await canConnect('127.0.0.1', port)).toBe(true);
    // The whole of 127.0.0.0/8 is this machine; only one address of it is ours.
    expect(await canConnect('127.0.0.2', port)).toBe(false);
  });
});
