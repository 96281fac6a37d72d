import type { EventDraft } from '@gridloom/messaging';

import { liftSupervisions } from '../deadline/lift-supervisions.ts';
import { inviteToEvaluate } from '../evaluation/invite-to-evaluate.ts';
import { lapseDecisions } from '../evaluation/lapse-decisions.ts';
import { sendNotices } from '../notice/send-notices.ts';
import type { CaseChange } from './case-schema.ts';
import type { Case } from './case.ts';
import { planLookingAgain } from './plan-looking-again.ts';
import type { RecordTools } from './record-change.ts';

/** Something that follows a change of a case, in the same transaction; gives the events that it tells besides. */
export type AfterChange = (tools: RecordTools, file: Case, change: CaseChange) => Promise<readonly EventDraft[]>;

/** What follows each change, in this order; their modules do not import `recordChange`, which runs them. Imported histories leave their rows alone and set nothing of this going. */
export const afterChange: readonly AfterChange[] = [
  planLookingAgain,
  liftSupervisions,
  lapseDecisions,
  sendNotices,
  inviteToEvaluate,
];
