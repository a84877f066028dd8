/** The life of each request of a trace: who passed it to whom, who pended, cancelled and completed it, and when. */
import type { Message } from '../../system/message.ts';
import type { PendingRequest, TraceStep } from '../../trace/trace.ts';

export interface LifeEvent {
  readonly step: number;
  readonly kind: 'asked' | 'passed' | 'pended' | 'cancel' | 'completing' | 'completed' | 'ended';
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

/** One stack location: who has, or had, the request, from whom, and since when. */
export interface StackLocation {
  readonly owner: string;
  readonly from: string;
  readonly step: number;
}

export interface Life {
  readonly id: string;
  readonly request: string;
  readonly requester: string;
  /** Step of its first delivery; no other request has the same. */
  readonly since: number;
  /** The first is the one that it was first passed to. */
  readonly locations: readonly StackLocation[];
  readonly events: readonly LifeEvent[];
  readonly pended: boolean;
  /** The step that answered it; absent: outstanding at the end. */
  readonly until?: number;
  readonly status?: string;
}

type Growing = { -readonly [K in keyof Life]: Life[K] } & {
  locations: StackLocation[];
  events: LifeEvent[];
};

/** By requester and id, the latest last: a requester may use an id again. */
type Asked = Map<string, Growing[]>;

/** In the order of the first delivery. Read from what is outstanding after each step, and from what each step sent. */
export function livesOf(steps: readonly TraceStep[]): readonly Life[] {
  const lives = new Map<number, Growing>();
  const asked: Asked = new Map();
  let before = new Map<number, PendingRequest>();
  for (const step of steps) {
    const after = new Map(step.pending.map((each) => [each.since, each]));
    for (const [since, request] of after) {
      const life = lives.get(since) ?? begun(request, asked);
      lives.set(since, life);
      grow(life, request, before.get(since), step);
    }
    for (const since of before.keys()) {
      const life = lives.get(since);
      if (life !== undefined && !after.has(since)) end(life, step);
    }
    noteCancel(lives, after, step);
    noteCompleting(asked, step);
    before = after;
  }
  return [...lives.values()];
}

/** Who has it, or had it at last. */
export function ownerOf({ locations, requester }: Life): string {
  return locations.at(-1)?.owner ?? requester;
}

function begun({ id, request, requester, since }: PendingRequest, asked: Asked): Growing {
  const key = JSON.stringify([requester, id]);
  const life = { id, request, requester, since, locations: [], events: [], pended: false };
  asked.set(key, [...(asked.get(key) ?? []), life]);
  return life;
}

function eventOf({ step, from, to, message }: TraceStep, kind: LifeEvent['kind']): LifeEvent {
  return { step, kind, from, to, message };
}

function grow(
  life: Growing,
  now: PendingRequest,
  before: PendingRequest | undefined,
  step: TraceStep,
): void {
  if (now.owner !== before?.owner) {
    life.locations.push({ owner: now.owner, from: step.from, step: step.step });
    life.events.push(eventOf(step, before === undefined ? 'asked' : 'passed'));
  }
  if (now.pended && !life.pended) {
    life.pended = true;
    life.events.push(eventOf(step, 'pended'));
  }
}

function end(life: Growing, step: TraceStep): void {
  const status = textOf(step.message, 'status');
  life.until = step.step;
  if (status !== undefined) life.status = status;
  life.events.push(eventOf(step, status === undefined ? 'ended' : 'completed'));
}

/** A routine that cancels names the request by its id, and is called by who asked or on who owns it. */
function noteCancel(
  lives: ReadonlyMap<number, Growing>,
  pending: ReadonlyMap<number, PendingRequest>,
  step: TraceStep,
): void {
  if (!/cancel/i.test(step.message.type)) return;
  const id = textOf(step.message, 'requestId') ?? textOf(step.message, 'id');
  for (const [since, request] of pending) {
    if (since === step.step || request.id !== id) continue;
    if (request.requester !== step.from && request.owner !== step.to) continue;
    lives.get(since)?.events.push(eventOf(step, 'cancel'));
  }
}

/**
 * An owner completes a request when it sends the answer, which may be long before its delivery; who completes twice
 * shows here.
 */
function noteCompleting(asked: Asked, { step, to: sender, sent }: TraceStep): void {
  for (const { to, message } of sent) {
    const id = textOf(message, 'id');
    const status = textOf(message, 'status');
    if (id === undefined || status === undefined || status.endsWith('_PENDING')) continue;
    const life = asked
      .get(JSON.stringify([to, id]))
      ?.findLast((each) => ownerOf(each) === sender && answers(message, each.request));
    life?.events.push({ step, kind: 'completing', from: sender, to, message });
  }
}

/** An answer that names what it answers answers that. */
function answers(message: Message, request: string): boolean {
  const named = textOf(message, 'request') ?? textOf(message, 'oid');
  if (named !== undefined && named === request) return true;
  return named === undefined || message.type.startsWith(request) || request.startsWith('NdisOid');
}

function textOf(message: Message, field: string): string | undefined {
  const value = (message as { readonly [name: string]: unknown } & Message)[field];
  return typeof value === 'string' ? value : undefined;
}
