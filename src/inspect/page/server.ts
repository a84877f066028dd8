/** Asks the program that serves the page for other runs. */
import { unpackRun } from '../view/pack.ts';
import type { ViewApi } from '../view-data.ts';

type Path = keyof ViewApi;

export class Server {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** Throws with a sentence for the reader when there is no answer. */
  async ask<P extends Path>(path: P, body: ViewApi[P]['ask']): Promise<ViewApi[P]['answer']> {
    let response: Response;
    try {
      response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-token': this.#token },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Error('The program that serves this page does not answer; is it still running?');
    }
    const text = await response.text();
    if (!response.ok) throw new Error(reasonIn(text) ?? `The server answers ${response.status}.`);
    return read(JSON.parse(text)) as ViewApi[P]['answer'];
  }
}

/** A run may come with its repetitions in tables. */
function read(answer: object): unknown {
  return 'tables' in answer ? unpackRun(answer as Parameters<typeof unpackRun>[0]) : answer;
}

function reasonIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
