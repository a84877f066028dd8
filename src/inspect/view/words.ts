/** Messages in words, as the viewer shows them. */
import { messageText } from '../../report/index.ts';
import type { Envelope, Message } from '../../system/index.ts';
import type { ViewMove } from '../view-data.ts';
import { wellFormed } from './plain.ts';

/** A title is for a line; what is longer is in the message itself. */
const longestTitle = 160;

/** Name, fields, level and status of a message, each cut where it would fill a page. */
export function messageWords(message: Message) {
  const { name, routine, fields, irql, status } = messageText(message);
  return {
    title: short(routine === undefined ? name : `${name} (${routine})`),
    ...(fields === '' ? {} : { fields: short(fields) }),
    ...(irql === undefined ? {} : { irql: short(irql) }),
    ...(status === undefined ? {} : { status: short(status) }),
  };
}

/** A message in one piece, for lists. */
export function titleOf(message: Message): string {
  const { title, status } = messageWords(message);
  return status === undefined ? title : `${title} ${status}`;
}

export function moveOf({ from, to, message, lost, duplicate }: Envelope): ViewMove {
  const fate = lost === true ? ' (lost)' : duplicate === true ? ' (a copy)' : '';
  return { from: wellFormed(from), to: wellFormed(to), title: `${titleOf(message)}${fate}` };
}

/** A delivery in a sentence. */
export function deliveryWords({ from, to, message }: Envelope): string {
  const { fields } = messageWords(message);
  const what = fields === undefined ? titleOf(message) : `${titleOf(message)} ${fields}`;
  return `${what} from ${wellFormed(from)} to ${wellFormed(to)}`;
}

function short(text: string): string {
  const clean = wellFormed(text);
  const characters = [...clean.slice(0, 2 * longestTitle)];
  if (characters.length <= longestTitle) return clean;
  return `${characters.slice(0, longestTitle - 1).join('')}…`;
}
