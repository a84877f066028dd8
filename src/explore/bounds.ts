/** What a search may take: time, memory, depth, and patience. */
import type { ExploreOptions, TruncationReason } from './options.ts';

/** Clock, memory and signal are asked each time that so many states have been expanded, or fewer where that is slow. */
const askEvery = 1024;
const slowSeconds = 0.1;
const bytesPerMb = 1024 * 1024;

export class Bounds {
  readonly #options: ExploreOptions;
  #beganMs: number;
  /** The next state before which clock, memory and signal are asked. */
  #askAt = 0;
  #askedAt = 0;
  #every = 1;

  constructor(options: ExploreOptions, beganMs: number = performance.now()) {
    this.#options = options;
    this.#beganMs = beganMs;
  }

  /** Other bounds, whose time has begun with these. */
  within(options: ExploreOptions): Bounds {
    return new Bounds(options, this.#beganMs);
  }

  /** The search has begun again: states are counted from 0. */
  restarted(): void {
    this.#askAt = 0;
  }

  /** The search goes on after it has taken so long already. */
  began(secondsAgo: number): void {
    this.#beganMs = performance.now() - secondsAgo * 1000;
  }

  get seconds(): number {
    return (performance.now() - this.#beganMs) / 1000;
  }

  /**
   * Which bound is reached, before state `next` on `level` is expanded. `growthBytes`: what the states are about to
   * take in one piece.
   */
  reached(next: number, level: number, growthBytes: number): TruncationReason | undefined {
    const { maxDepth } = this.#options;
    if (maxDepth !== undefined && level >= maxDepth) return 'depth';
    if (next < this.#askAt) return undefined;
    const { seconds } = this;
    const isSlow = seconds - this.#askedAt > slowSeconds;
    this.#every = isSlow ? Math.max(1, this.#every >> 2) : Math.min(askEvery, this.#every * 2);
    this.#askedAt = seconds;
    this.#askAt = next + this.#every;
    return this.outOf(growthBytes);
  }

  /** Whether time, memory or patience is at its end. */
  outOf(growthBytes = 0): TruncationReason | undefined {
    const { maxSeconds, maxMb, signal } = this.#options;
    if (signal?.aborted === true) return 'interrupted';
    if (maxSeconds !== undefined && this.seconds >= maxSeconds) return 'seconds';
    if (maxMb === undefined) return undefined;
    const bytes = process.memoryUsage.rss() + growthBytes;
    return bytes > maxMb * bytesPerMb ? 'memory' : undefined;
  }
}
