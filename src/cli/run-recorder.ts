/** Adds up a run while it happens, and judges it at its end. */
import type { RunSummary, Verdict } from '../report/index.ts';
import { LaneGrid } from '../report/index.ts';
import type { SystemView, Violation } from '../system/index.ts';
import type { RunVerdict } from '../trace/check.ts';
import type { RunEnd, TraceStep } from '../trace/trace.ts';
import { clientReports, unexpectedAnswers } from './client-reports.ts';
import type { PreparedRun } from './engine.ts';
import type { StackInput } from './stack-options.ts';
import { VfLife } from './vf-life.ts';

export class RunRecorder {
  readonly #input: StackInput;
  readonly #grid: LaneGrid;
  readonly #received = new Map<string, number>();
  readonly #violations: Violation[] = [];
  readonly #lives: VfLife;
  #sent: number;
  #atEnd: readonly Violation[] = [];

  constructor(input: StackInput, prepared: PreparedRun) {
    this.#input = input;
    this.#grid = new LaneGrid(prepared.lanes);
    this.#lives = new VfLife(input.compiled.vfs);
    this.#sent = prepared.spec.initial.length;
  }

  step(step: TraceStep, violations: readonly Violation[]): void {
    const kind = this.#grid.kind(step.to);
    this.#received.set(kind, (this.#received.get(kind) ?? 0) + 1);
    this.#sent += step.sent.length;
    this.#lives.observe(step);
    this.#violations.push(...violations);
  }

  /** The violations that only the end of the run brought. */
  get atEnd(): readonly Violation[] {
    return this.#atEnd;
  }

  /** Everything, once the run has ended. A machine that threw is the verdict itself, not a violation besides. */
  summary(end: RunEnd, view: SystemView, findings: RunVerdict): RunSummary {
    const clients = clientReports(this.#input.compiled.clients, view);
    const seen = new Set(this.#violations.map(({ property }) => property));
    const late = findings.violations.filter(
      ({ property }) => !seen.has(property) && property !== 'NoException',
    );
    // The property of that name has seen it already, unless the client has a machine of its own.
    const answers = unexpectedAnswers(clients).filter(({ property }) => !seen.has(property));
    this.#atEnd = [...late, ...answers];
    const violations = [...this.#violations, ...this.#atEnd];
    return {
      clients,
      steps: end.steps,
      timeMs: end.timeMs,
      sent: this.#sent,
      received: [...this.#received].map(([kind, count]) => ({ kind, count })),
      vfs: this.#lives.list(),
      held: findings.held,
      reached: findings.reached,
      notReached: findings.notReached,
      violations,
      pending: end.pending,
      verdict: this.#verdict(end, violations, findings),
    };
  }

  #verdict(end: RunEnd, violations: readonly Violation[], findings: RunVerdict): Verdict {
    if (end.reason === 'failed') return { kind: 'failed', text: this.#failure(end) };
    if (end.reason === 'stopped') {
      return {
        kind: 'interrupted',
        text: `after ${counted(end.steps, 'step')}${found(violations)}`,
      };
    }
    const [first] = violations;
    if (first !== undefined) {
      const names = [...new Set(violations.map(({ property }) => property))].join(', ');
      const place = first.step === undefined ? 'at the end, after' : `at step ${first.step} of`;
      return { kind: 'violated', text: `${names}, first ${place} ${counted(end.steps, 'step')}` };
    }
    if (end.reason === 'step-limit') {
      const text = `stopped at ${counted(end.steps, 'step')} (--max-steps); nothing violated so far`;
      return { kind: 'bounds', text };
    }
    const { held, notReached } = findings;
    const unseen = notReached.length === 0 ? '' : `, ${notReached.length} not reached`;
    const properties = `${held.length} ${held.length === 1 ? 'property' : 'properties'} held${unseen}`;
    return { kind: 'holds', text: `${properties}; ${counted(end.steps, 'step')}` };
  }

  /** Whose machine threw: the user's file is named. */
  #failure({ error, steps }: RunEnd): string {
    const actor = error?.actor ?? 'an actor';
    const kind = this.#grid.kind(actor).replace(/^guest /, '');
    const own = this.#input.replacements.find(({ part }) => part === kind);
    const whose = own === undefined ? '' : `${own.file}: `;
    return `${whose}actor '${actor}' threw after step ${steps}: ${error?.message ?? 'no reason'}`;
  }
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function found(violations: readonly Violation[]): string {
  return violations.length === 0
    ? ', nothing violated so far'
    : `, ${counted(violations.length, 'violation')} so far`;
}
