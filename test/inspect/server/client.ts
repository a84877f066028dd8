/** Talks to the server as bytes: any host, any method, any header, as no browser would let a page do. */
import http from 'node:http';
import { connect } from 'node:net';
import type { ViewAnswers } from '../../../src/inspect/view/index.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function ask(port: number, path: string, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers, agent: false };
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends these bytes and returns everything that comes until the connection ends. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      answer += piece;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

export interface Told {
  readonly id: string;
  readonly data: string;
}

/** A reader of `/events`. */
export interface Reader {
  readonly told: readonly Told[];
  readonly ended: boolean;
  /** Resolves when so many messages have come. */
  has(count: number): Promise<void>;
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  leave(): void;
}

export function read(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers, agent: false };
    const request = http.get(options, (response) => {
      const told: Told[] = [];
      let ended = false;
      let rest = '';
      let waiting: { count: number; done: () => void }[] = [];
      const look = () => {
        for (const { done } of waiting.filter(({ count }) => told.length >= count)) done();
        waiting = waiting.filter(({ count }) => told.length < count);
      };
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        const blocks = `${rest}${piece}`.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const fields = new Map(block.split('\n').map((line) => fieldOf(line)));
          if (fields.get('event') === 'end') ended = true;
          else if (fields.has('data'))
            told.push({ id: fields.get('id') ?? '', data: fields.get('data') ?? '' });
        }
        look();
      });
      const closed = new Promise<void>((done) => response.on('close', () => done()));
      response.on('error', () => undefined);
      resolve({
        told,
        get ended() {
          return ended;
        },
        has: (count) =>
          new Promise((done) => {
            waiting.push({ count, done });
            look();
          }),
        closed,
        leave: () => request.destroy(),
      });
    });
    request.on('error', reject);
  });
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

/** Answers that only say which question came. */
export const someAnswers: ViewAnswers = {
  '/api/flip': async (question) => ({ asked: '/api/flip', question }) as never,
  '/api/branch': async ({ move }) => {
    if (move > 5) throw new RangeError(`there is no delivery ${move} in that step`);
    throw new Error('no branch');
  },
  '/api/outcomes': async () => [{ verdict: 'holds', states: 3 }],
};
