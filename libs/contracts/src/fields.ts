import { z } from 'zod';

/** Who may see a field's value: everybody, whoever may work in the platform, or only who has a stated reason. */
export type Sensitivity = 'public' | 'internal' | 'personal';

const AREA_CODE = /^[0-9]{6}(?:[0-9]{3}){0,2}$/;
const WORD = /^[A-Z][A-Z0-9_]*$/;

/** An id of an aggregate: a UUID, opaque to readers. */
export const id = (description: string) => z.guid().meta({ description, sensitivity: 'internal' });

/** A division code of 6, 9 or 12 digits (GB/T 2260, GB/T 10114). */
export const areaCode = (description = 'The area it belongs to: a division code of 6, 9 or 12 digits') =>
  z.string().regex(AREA_CODE).meta({ description, sensitivity: 'public' });

/** A code of some other scheme, up to 64 characters. */
export const code = (description: string) => z.string().min(1).max(64).meta({ description, sensitivity: 'public' });

/** The name of a thing or a body, which everybody may know. */
export const name = (description: string) => z.string().min(1).max(200).meta({ description, sensitivity: 'public' });

/** The name under which somebody holds a public role; never a resident's. */
export const roleHolderName = (description: string) =>
  z.string().min(1).max(100).meta({ description, sensitivity: 'internal' });

/** One value of a closed list, in capitals. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, description: string) =>
  z.enum(values).meta({ description, sensitivity: 'public' });

/** One value of a list that a county may lengthen by configuration, in capitals. */
export const word = (description: string) =>
  z.string().regex(WORD).max(60).meta({ description, sensitivity: 'public' });

/** A day of the county's calendar, `2026-03-31`. */
export const day = (description: string) => z.iso.date().meta({ description, sensitivity: 'public' });

/** A moment in UTC, `2026-03-31T08:00:00.000Z`. */
export const moment = (description: string) => z.iso.datetime().meta({ description, sensitivity: 'public' });

/** A whole number from 0. */
export const count = (description: string) => z.int().min(0).meta({ description, sensitivity: 'public' });

/** A quantity with decimals, from 0 if nothing else is said. */
export const quantity = (description: string, minimum = 0) =>
  z.number().min(minimum).max(1_000_000).meta({ description, sensitivity: 'public' });

/** Yes or no. */
export const flag = (description: string, sensitivity: Sensitivity = 'public') =>
  z.boolean().meta({ description, sensitivity });

/** At most `maximum` values or groups of fields. */
export const list = <Item extends z.ZodType>(item: Item, maximum: number, description: string) =>
  z.array(item).max(maximum).meta({ description, sensitivity: 'internal' });

/** What somebody wrote in own words: on restricted topics alone, id numbers and phones redacted by the writer. */
export const ownWords = (description: string, maximum = 4000) =>
  z.string().min(1).max(maximum).meta({ description, sensitivity: 'personal' });
