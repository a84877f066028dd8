/** What the reader can do besides walking: swap the racing pair, take another delivery, ask what lies behind. */
import type { ViewRun } from '../view-data.ts';
import type { Announcer } from './controls/announcer.ts';
import type { Runs } from './runs.ts';
import type { Server } from './server.ts';
import type { Store } from './store.ts';

export class Actions {
  readonly #runs: Runs;
  readonly #store: Store;
  readonly #announcer: Announcer;
  /** Absent: the page is a file. */
  readonly #server: Server | undefined;
  readonly #made = new Map<string, number>();

  constructor(runs: Runs, store: Store, announcer: Announcer, server: Server | undefined) {
    this.#runs = runs;
    this.#store = store;
    this.#announcer = announcer;
    this.#server = server;
  }

  get isServed(): boolean {
    return this.#server !== undefined;
  }

  /** Whether the pair of this run can be swapped here. */
  canFlip(run: number): boolean {
    const { racingPair } = this.#runs.at(run).run.explanation ?? {};
    return this.#runs.flipOf(run) !== undefined || (racingPair !== undefined && this.isServed);
  }

  /** The racing pair the other way round: the run is there, or is asked for. */
  async flip(run: number): Promise<void> {
    const there = this.#runs.flipOf(run);
    const { racingPair } = this.#runs.at(run).run.explanation ?? {};
    if (there !== undefined) {
      const { pair, explanation } = this.#runs.at(there).run;
      const first = pair?.[0] ?? explanation?.racingPair?.first ?? explanation?.channelFault?.step;
      this.#show(there, first ?? this.#store.place.step);
      return;
    }
    if (racingPair === undefined) return;
    await this.#make(`flip ${run}`, racingPair.first, run, (server) =>
      server.ask('/api/flip', { run: this.#runs.idOf(run) }),
    );
  }

  /** This run and the one that it is held against; the racing pair is swapped first where it has to be. */
  async compare(run: number): Promise<void> {
    if (this.#runs.partner(run) === undefined) await this.flip(run);
    if (this.#runs.partner(run) !== undefined) this.#store.go({ view: 'compare' });
  }

  /** Another delivery in the place of a step. */
  async branch(run: number, step: number, move: number): Promise<void> {
    await this.#make(`branch ${run} ${step} ${move}`, step, undefined, (server) =>
      server.ask('/api/branch', { run: this.#runs.idOf(run), step, move }),
    );
  }

  async askOutcomes(run: number, step: number): Promise<void> {
    await this.#attempt(async (server) => {
      const ask = { run: this.#runs.idOf(run), step };
      this.#runs.putOutcomes(run, step, await server.ask('/api/outcomes', ask));
    });
  }

  async #make(
    key: string,
    step: number,
    flipOf: number | undefined,
    ask: (server: Server) => Promise<ViewRun>,
  ): Promise<void> {
    const made = this.#made.get(key);
    if (made !== undefined) {
      this.#show(made, step);
      return;
    }
    await this.#attempt(async (server) => {
      const number = this.#runs.add(await ask(server), flipOf);
      this.#made.set(key, number);
      this.#show(number, step);
    });
  }

  #show(run: number, step: number): void {
    const { last, run: shown } = this.#runs.at(run);
    this.#store.go({ run, step: Math.min(step, last) });
    this.#announcer.say(`${shown.title}: ${shown.verdict.text}`);
  }

  async #attempt(work: (server: Server) => Promise<void>): Promise<void> {
    if (this.#server === undefined) return;
    document.body.classList.add('asking');
    try {
      await work(this.#server);
    } catch (error) {
      this.#announcer.warn((error as Error).message);
    } finally {
      document.body.classList.remove('asking');
    }
  }
}
