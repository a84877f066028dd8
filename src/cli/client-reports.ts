/** What came of each client's program, read from the client machines' snapshots. */
import type { ClientSpec } from '../../actors/topology.ts';
import type { ClientContext } from '../../machines/client.ts';
import type { ClientReport, ClientStepReport } from '../report/index.ts';
import { requestText } from '../report/index.ts';
import type { SystemView, Violation } from '../system/index.ts';

export function clientReports(
  clients: readonly ClientSpec[],
  view: SystemView,
): readonly ClientReport[] {
  return clients.map(({ id, steps }) => {
    const context = view[id]?.context as ClientContext | undefined;
    return {
      id,
      steps: steps.map(({ message, to, expect }, index): ClientStepReport => {
        const about = message.type === 'AwaitClient' ? ` ${to}` : '';
        const request = `${requestText(message)}${about}`;
        const result = context?.results.find((each) => each.step === index);
        if (result === undefined) {
          const sent = index < (context?.next ?? 0);
          return { request, outcome: sent ? 'waiting' : 'not sent' };
        }
        const { status, value, expected } = result;
        return {
          request,
          outcome: 'answered',
          status,
          ...(value === undefined ? {} : { value }),
          ...(expected || expect === undefined ? {} : { insteadOf: expect }),
        };
      }),
    };
  });
}

/** At most so many wrong answers are told in words. */
const answersNamed = 3;

/** Answers that the scenario does not allow, as one violation. */
export function unexpectedAnswers(reports: readonly ClientReport[]): readonly Violation[] {
  const wrong = reports.flatMap(({ id, steps }) =>
    steps.flatMap(({ request, status, insteadOf }, index) =>
      insteadOf === undefined
        ? []
        : [
            `step ${index + 1} of ${id}, ${request}: ${status} instead of ${insteadOf.join(' or ')}`,
          ],
    ),
  );
  if (wrong.length === 0) return [];
  const more = wrong.length - answersNamed;
  const named = [...wrong.slice(0, answersNamed), ...(more > 0 ? [`and ${more} more`] : [])];
  const rule = 'every answer has a status that the scenario expects';
  return [{ property: 'ExpectedStatus', rule, detail: named.join('; ') }];
}
