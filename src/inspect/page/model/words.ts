/** Sentences about steps, for labels, tooltips and screen readers. */
import type { ViewOutcome, ViewStep } from '../../view-data.ts';
import type { Mark } from './marks.ts';

/** Whether it answers a request: it carries a status. */
export const isAnswer = ({ status }: ViewStep) => status !== undefined;

/** Status without the words that all have in common. */
export function shortStatus(status: string): string {
  return status.replace(/^(NDIS_STATUS_|STATUS_)/, '');
}

export type StatusKind = 'good' | 'waits' | 'bad';

export function statusKind(status: string): StatusKind {
  const short = shortStatus(status);
  if (short === 'SUCCESS') return 'good';
  return short === 'PENDING' ? 'waits' : 'bad';
}

export function stepSentence(step: ViewStep, of: number, marks: readonly Mark[]): string {
  const parts = [
    `Step ${step.step} of ${of}: ${step.from} to ${step.to}, ${step.title}`,
    step.status === undefined ? undefined : shortStatus(step.status),
    step.irql === undefined ? undefined : `at ${step.irql}`,
    ...marks.map(({ words }) => words),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

export const outcomeSign = { fails: '✕', holds: '✓', truncated: '…' } as const;

export function outcomeWords(outcome: ViewOutcome | undefined): string {
  if (outcome === undefined) return 'not looked at';
  const { verdict, property, states } = outcome;
  const looked = `${states.toLocaleString('en')} ${states === 1 ? 'situation' : 'situations'}`;
  if (verdict === 'holds') return `holds in every order (${looked})`;
  if (verdict === 'truncated') return `not all orders were looked at (${looked})`;
  return `some order fails${property === undefined ? '' : `: ${property}`} (${looked})`;
}
