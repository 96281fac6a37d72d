import type { ShownTo } from '../shown-whole.ts';

/** A volunteer as one caller sees one. */
export interface VolunteerView extends ShownTo {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly number: string;
  readonly areaCode: string;
  readonly skills: string[];
  readonly enrolledOn: string;
}

/** Of a row of `volunteer`. One sees oneself whole; others only where `known` says so. */
export const volunteerView = (row: Record<string, unknown>, viewer: string | null, known = false): VolunteerView => ({
  id: row.id as string,
  accountId: row.account_id as string,
  name: row.name as string,
  number: row.number as string,
  areaCode: row.area_code as string,
  skills: row.skills as string[],
  enrolledOn: row.enrolled_on as string,
  shownWhole: known || row.account_id === viewer,
});
