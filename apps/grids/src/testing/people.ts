import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid } from '@gridloom/testkit';

import { BAISHU, idOf, YAOGOU } from './county.ts';

/** People of the small county, one for each role; the worker is full-time in grid 1. */
export const people = {
  administrator: callerAt('COUNTY_ADMINISTRATOR', '410326'),
  gridOffice: callerAt('GRID_OFFICE', '410326', { accountId: idOf('account', 50) }),
  townshipOfficer: callerAt('TOWNSHIP_OFFICER', '410326200'),
  departmentOfficer: callerOf('DEPARTMENT_OFFICER', idOf('organization', 7), { accountId: idOf('account', 57) }),
  secretary: callerAt('COMMUNITY_SECRETARY', BAISHU, { accountId: idOf('account', 4) }),
  head: callerOfGrid('GRID_HEAD', idOf('grid', 1), { accountId: idOf('account', 1) }),
  worker: callerOfGrid('GRID_WORKER', idOf('grid', 1), { accountId: idOf('account', 2) }),
  organizer: callerAt('SOCIETY_ORGANIZER', BAISHU),
  volunteer: callerAt('VOLUNTEER', BAISHU),
  resident: callerAt('RESIDENT', BAISHU, { residentId: idOf('resident', 3) }),
  dataTeam: callerAt('DATA_TEAM', '410326'),
  auditor: callerAt('AUDITOR', '410326'),
  strangeWorker: callerOfGrid('GRID_WORKER', idOf('grid', 3), { accountId: idOf('account', 3) }),
  strangeSecretary: callerAt('COMMUNITY_SECRETARY', YAOGOU),
} satisfies Record<string, Caller>;
