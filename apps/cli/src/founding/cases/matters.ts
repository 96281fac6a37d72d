import type { Random } from '../planned-life.ts';
import { errandWording } from './errand-wording.ts';
import { hazardWording } from './hazard-wording.ts';
import { livelihoodWording } from './livelihood-wording.ts';
import type { MatterWording } from './matter-wording.ts';
import { mediationWording } from './mediation-wording.ts';
import { ruralPlaces, urbanPlaces } from './places.ts';
import { serviceItems, type ServiceItemEntry } from './service-items.ts';

/** Something that somebody wants done, in the words of people there. */
export interface Matter {
  readonly item: ServiceItemEntry;
  readonly text: string;
  readonly place?: string;
}

const wordings = new Map<string, MatterWording>(
  [...livelihoodWording, ...hazardWording, ...mediationWording, ...errandWording].map((wording) => [
    wording.item,
    wording,
  ]),
);

const items = new Map(serviceItems.map((item) => [item.code, item]));

/** Throws RangeError for a code that is not on the list. */
export const itemOf = (code: string): ServiceItemEntry => {
  const item = items.get(code);
  if (!item) throw new RangeError(`there is no service item ${code}`);
  return item;
};

export const wordingOf = (code: string): MatterWording => {
  const wording = wordings.get(code);
  if (!wording) throw new RangeError(`nothing is worded for the service item ${code}`);
  return wording;
};

const comesUpIn = (isCommunity: boolean, item: ServiceItemEntry): boolean =>
  item.setting === 'BOTH' || item.setting === (isCommunity ? 'URBAN' : 'RURAL');

/** A matter of an item in the words of somebody of the village; its place is where the words have it. */
export const wordMatter = (
  random: Random,
  item: ServiceItemEntry,
  villageName: string,
  isCommunity: boolean,
): Matter => {
  const said = random.pick(wordingOf(item.code).demands);
  const place = random.pick(isCommunity ? urbanPlaces : ruralPlaces);
  return {
    item,
    text: said.replace('{p}', place),
    ...(said.includes('{p}') ? { place: `${villageName}${place}` } : {}),
  };
};

/** A matter that comes up in such a place, the frequent ones more often. `among` keeps to some items. */
export const pickMatter = (
  random: Random,
  villageName: string,
  isCommunity: boolean,
  among: (item: ServiceItemEntry) => boolean = () => true,
): Matter => {
  const fitting = serviceItems.filter((item) => item.weight > 0 && comesUpIn(isCommunity, item) && among(item));
  let at = random.next() * fitting.reduce((sum, { weight }) => sum + weight, 0);
  const item = fitting.find(({ weight }) => (at -= weight) < 0) ?? random.pick(fitting);
  return wordMatter(random, item, villageName, isCommunity);
};

/** A title from what somebody said: the first sentence. */
export const titleOf = (text: string): string => text.split(/[。！？]/u)[0] ?? text;
