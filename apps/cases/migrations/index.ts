import type { MigrationObject } from '@mikro-orm/core';

import { CreateCases } from './20260302080000-create-cases.ts';
import { FollowGrids } from './20261124091200-follow-grids.ts';
import { FollowResidentMerges } from './20261124093102-follow-resident-merges.ts';
import { NoteWithdrawnErrands } from './20261124094000-note-withdrawn-errands.ts';
import { ConfigureTheCaseFlow } from './20261124095000-configure-the-case-flow.ts';
import { AdmitServiceItems } from './20261124096000-admit-service-items.ts';
import { BlowWhistles } from './20261124096100-blow-whistles.ts';
import { BindDuties } from './20261124096200-bind-duties.ts';
import { JoinCases } from './20261124096300-join-cases.ts';
import { WatchDeadlines } from './20261124097000-watch-deadlines.ts';
import { CreateNotices } from './20261124097100-create-notices.ts';
import { ExtendEvaluation } from './20261124097200-extend-evaluation.ts';
import { IndexTheWordsOfCases } from './20261124098000-index-the-words-of-cases.ts';
import { TellFiguresApart } from './20261124098100-tell-figures-apart.ts';

export const migrations: MigrationObject[] = [
  { name: '20260302080000-create-cases', class: CreateCases },
  { name: '20261124091200-follow-grids', class: FollowGrids },
  { name: '20261124093102-follow-resident-merges', class: FollowResidentMerges },
  { name: '20261124094000-note-withdrawn-errands', class: NoteWithdrawnErrands },
  { name: '20261124095000-configure-the-case-flow', class: ConfigureTheCaseFlow },
  { name: '20261124096000-admit-service-items', class: AdmitServiceItems },
  { name: '20261124096100-blow-whistles', class: BlowWhistles },
  { name: '20261124096200-bind-duties', class: BindDuties },
  { name: '20261124096300-join-cases', class: JoinCases },
  { name: '20261124097000-watch-deadlines', class: WatchDeadlines },
  { name: '20261124097100-create-notices', class: CreateNotices },
  { name: '20261124097200-extend-evaluation', class: ExtendEvaluation },
  { name: '20261124098000-index-the-words-of-cases', class: IndexTheWordsOfCases },
  { name: '20261124098100-tell-figures-apart', class: TellFiguresApart },
];
