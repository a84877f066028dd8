/** A state space in other tools' formats. */
import type { StateSpace } from '../../explore/index.ts';
import { aldebaranText } from './aldebaran.ts';
import { dotSpaceText } from './dot.ts';
import { graphmlText } from './graphml.ts';

export type SpaceFormat = 'dot' | 'graphml' | 'aut';

export const spaceFormats: Readonly<Record<SpaceFormat, (space: StateSpace) => string>> = {
  dot: dotSpaceText,
  graphml: graphmlText,
  aut: aldebaranText,
};
