/** Request x status: which answers each request has had, and the goals that the subject's owner names. */
import type { Envelope } from '../../system/index.ts';
import type { Behaviour } from '../behaviour.ts';
import type { GraphIndex } from '../graph-index.ts';
import { fieldsOf } from '../labels.ts';
import type { Goal } from '../subject.ts';
import type { Criterion } from '../suite.ts';
import type { Dimension } from './dimension.ts';
import { cached, Items } from './dimension.ts';

/**
 * The items that a reaction covers, such as `MiniportPause: NDIS_STATUS_PENDING`. What has a `status` answers the
 * stimulus when it has its `id` or its type with an ending (`X.return`); an answer that comes later is that of the
 * request whose type one of its fields names, or else stands for itself.
 */
export function answersIn(
  stimulus: Envelope,
  sent: readonly Envelope[],
  isRequest: (type: string) => boolean,
): readonly string[] {
  const request = stimulus.message;
  const { id } = fieldsOf(request);
  return sent.flatMap(({ message }) => {
    const fields = fieldsOf(message);
    const { status } = fields;
    if (typeof status !== 'string') return [];
    const isSame = id !== undefined && fields.id === id;
    if (isSame || message.type.startsWith(`${request.type}.`))
      return [`${request.type}: ${status}`];
    const named = Object.values(fields).find(
      (value) => typeof value === 'string' && value !== message.type && isRequest(value),
    );
    return [`${named ?? message.type}: ${status}`];
  });
}

/** The dimensions whose items are seen in reactions or named by goals. */
export function answerDimensions(graph: GraphIndex): readonly Dimension[] {
  const named: readonly Criterion[] = ['irql', 'boundaries', 'schedules'];
  return [requestStatus(graph), ...named.map((each) => ofGoals(graph, each, new Items()))];
}

function requestStatus(graph: GraphIndex): Dimension {
  const { stimuli, reactions } = graph.behaviour;
  const types = new Set(stimuli.map(({ message }) => message.type));
  const items = new Items();
  const seen = cached((key: number) => {
    const stimulus = stimuli[Math.floor(key / reactions.length)] as Envelope;
    const sent = reactions[key % reactions.length] ?? [];
    const ids = answersIn(stimulus, sent, (type) => types.has(type));
    return ids.map((each) => items.number(each));
  });
  const ofMove = (move: number) =>
    seen((graph.input[move] as number) * reactions.length + (graph.output[move] as number));
  for (let move = 0; move < graph.moves; move += 1) ofMove(move);
  const goals = ofGoals(graph, 'request-status', items);
  return {
    ...goals,
    ofMove: (move) => [...new Set([...ofMove(move), ...(goals.ofMove?.(move) ?? [])])],
  };
}

/** The items of one criterion that goals and stimuli name, besides those that are there already. */
function ofGoals(graph: GraphIndex, criterion: Criterion, items: Items): Dimension {
  const { behaviour } = graph;
  const goals = behaviour.goals.filter((goal) => goal.criterion === criterion);
  const notes = new Map<number, string>();
  for (const { id, note } of goals) {
    const number = items.number(id);
    if (note !== undefined) notes.set(number, note);
  }
  const criteria = new Map(behaviour.goals.map((goal) => [goal.id, goal.criterion]));
  // What a stimulus names and no goal explains is a boundary.
  const isOurs = (id: string) => (criteria.get(id) ?? 'boundaries') === criterion;
  for (const { goals: names } of behaviour.stimuli) {
    for (const id of (names ?? []).filter(isOurs)) items.number(id);
  }
  const ofMove = coveredBy(behaviour, goals, items, isOurs);
  const { reactions } = behaviour;
  return {
    criterion,
    size: items.ids.length,
    id: items.id,
    ofMove: (move) => {
      const key = (graph.input[move] as number) * reactions.length + (graph.output[move] as number);
      return ofMove(key, behaviour.states[graph.to[move] as number]?.status);
    },
    unreachable: (item) => {
      const note = notes.get(item);
      return `no order of these stimuli does it${note === undefined ? '' : `; ${note}`}`;
    },
  };
}

/** By stimulus and reaction together, and the status after them. */
function coveredBy(
  { stimuli, reactions }: Behaviour,
  goals: readonly Goal[],
  items: Items,
  isOurs: (id: string) => boolean,
): (key: number, status: string | undefined) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (key, status) => {
    const text = `${key} ${status ?? ''}`;
    const before = known.get(text);
    if (before !== undefined) return before;
    const stimulus = stimuli[Math.floor(key / reactions.length)];
    const sent = reactions[key % reactions.length] ?? [];
    const ids =
      stimulus === undefined
        ? []
        : [
            ...(stimulus.goals ?? []).filter(isOurs),
            ...goals
              .filter((goal) => goal.isCoveredBy({ stimulus, sent, status }))
              .map(({ id }) => id),
          ];
    const numbers = [...new Set(items.known(ids))];
    known.set(text, numbers);
    return numbers;
  };
}
