/**
 * Statuses as a coverage criterion: every one that the documentation lists for a request that the driver answers. One
 * that the model never gives stays open, which says so: a driver that does give it is not tested there.
 */
import type { Goal, GoalStep, Stimulus } from '../../src/generate/subject.ts';
import { findDdi } from '../../src/wdk/catalogue.ts';
import { messageOf } from './alphabet.ts';

/** Cards write some results in words; a status is a name. */
const statusName = /\b(?:NDIS_)?STATUS_[A-Z0-9_]+[A-Z0-9]\b(?!_)/g;

/** Goals for these requests: `OID_NIC_SWITCH_FREE_VF NDIS_STATUS_NOT_ACCEPTED` and its like. */
export function statusGoals(requests: readonly string[]): readonly Goal[] {
  return requests.flatMap((request) =>
    documentedStatuses(request).map(({ status, when }): Goal => {
      return {
        criterion: 'request-status',
        id: `${request} ${status}`,
        note: `documented: ${when}`,
        isCoveredBy: (step) => answersWith(step, request, status),
      };
    }),
  );
}

/** The requests among these stimuli that the documentation knows. */
export function documentedRequests(stimuli: readonly Stimulus[]): readonly string[] {
  const types = stimuli
    .map(messageOf)
    .filter(({ id, type }) => id !== undefined && !type.includes('.'))
    .map(({ type }) => type);
  return [...new Set(types)].filter((type) => documentedStatuses(type).length > 0);
}

function documentedStatuses(request: string): readonly { status: string; when: string }[] {
  const found = new Map<string, string>();
  for (const { status, when } of findDdi(request)?.returns ?? []) {
    for (const [name] of status.matchAll(statusName)) found.set(name, when);
  }
  return [...found].map(([status, when]) => ({ status, when }));
}

function answersWith({ sent }: GoalStep, request: string, status: string): boolean {
  return sent.some(({ message }) => {
    const answer = message as { readonly type: string; readonly [field: string]: unknown };
    return answer.status === status && answered(answer) === request;
  });
}

/** Answers that do not carry the request's name. */
const completions: Readonly<Record<string, string>> = {
  NdisMPauseComplete: 'MiniportPause',
  NdisMRestartComplete: 'MiniportRestart',
  NdisMResetComplete: 'MiniportResetEx',
};

/** The request that a message answers: an OID or IRP names it, a routine returns under its own name. */
function answered(answer: { readonly type: string; readonly [field: string]: unknown }): string {
  if (typeof answer.request === 'string') return answer.request;
  if (typeof answer.oid === 'string') return answer.oid;
  return completions[answer.type] ?? answer.type.replace(/\.(return|done|completion)$/, '');
}
