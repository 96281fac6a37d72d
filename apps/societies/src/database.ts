import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Centre } from './centre/centre.ts';
import { Enrolment, MealService, Outcome, Programme } from './centre/programme.ts';
import { CouncilMeeting, Resolution } from './council/council-meeting.ts';
import { Matter, MatterItem } from './council/matter.ts';
import { SocietyDemand } from './demand/society-demand.ts';
import { Membership } from './society/membership.ts';
import { Society } from './society/society.ts';

export const database: DatabaseDefinition = {
  service: 'societies',
  entities: [
    Society,
    Membership,
    CouncilMeeting,
    Resolution,
    Matter,
    MatterItem,
    SocietyDemand,
    Centre,
    Programme,
    Enrolment,
    Outcome,
    MealService,
  ],
  migrations,
};
