/** The channel models. Reading order: channels (what one is), plain, causal. */
import type { ExploreOptions } from '../options.ts';
import { CausalChannels } from './causal.ts';
import type { Channels } from './channels.ts';
import { orders, PlainChannels } from './plain.ts';

export type { Channels } from './channels.ts';

export function channelsOf({ channels = 'fifo', duplicating }: ExploreOptions): Channels {
  if (channels === 'causal') return new CausalChannels();
  const order = channels === 'bag' && duplicating === true ? 'set' : channels;
  return new PlainChannels(orders[order]);
}
