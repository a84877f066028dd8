/** Monitors in a plain search: every copy is stepped afresh at every delivery that it observes. */
import type { Envelope, MonitorProperty, Outgoing, Step } from '../../src/system/index.ts';
import { createStepper, inertDirectory } from '../../src/system/index.ts';

/** Where all copies are, and the text by which equal ones are known. */
export interface PlainCopies {
  readonly steps: readonly Step[];
  readonly text: string;
}

interface Copy {
  readonly property: MonitorProperty;
  /** Whose copy it is; undefined: there is one for all. */
  readonly actor: string | undefined;
}

export function plainMonitors(properties: readonly MonitorProperty[], ids: readonly string[]) {
  const copies = properties.flatMap((property): readonly Copy[] =>
    property.each ? ids.map((actor) => ({ property, actor })) : [{ property, actor: undefined }],
  );
  const steppers = copies.map(({ property: { name, machine } }) =>
    createStepper(name, machine, inertDirectory([name])),
  );
  const stateOf = (steps: readonly Step[]): PlainCopies => ({
    steps,
    text: JSON.stringify(
      steps.map(({ snapshot, timers }) => [snapshot.value, snapshot.context, timers]),
    ),
  });
  return {
    initial: stateOf(steppers.map((each, n) => each.initial((copies[n] as Copy).property.input))),

    /** Where the copies are after the delivery, or what one of them says is wrong. */
    next(
      { steps }: PlainCopies,
      { from, to, message }: Envelope,
      sent: readonly Outgoing[],
    ): PlainCopies | string {
      const outgoing = sent.map((each) => ({ to: each.to, message: each.message }));
      const after = steps.map((step, n) => {
        const { property, actor } = copies[n] as Copy;
        const named = property.observes === '*' || property.observes.includes(message.type);
        if (!named || (actor !== undefined && actor !== to)) return step;
        const seen = { type: 'observe', from, to, message };
        const event = property.sends ? { ...seen, sent: outgoing } : seen;
        return (steppers[n] as (typeof steppers)[number]).deliver(
          step.snapshot,
          step.timers,
          event,
        );
      });
      const bad = after.findIndex(({ snapshot }) => snapshot.hasTag('error'));
      return bad < 0 ? stateOf(after) : (copies[bad] as Copy).property.name;
    },

    /** What a copy says when nothing can move any more. */
    atEnd({ steps }: PlainCopies): string | undefined {
      const bad = copies.find(
        ({ property }, n) => property.finally?.((steps[n] as Step).snapshot) !== undefined,
      );
      return bad?.property.name;
    },
  };
}
