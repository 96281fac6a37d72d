import type {
  DeadlineRuleRecord,
  DutyListRecord,
  ServiceItemRecord,
  ServiceItemVersionRecord,
} from '@gridloom/cases/import';
import { addDays } from '@gridloom/standards';

import type { PlannedLife } from '../planned-life.ts';
import { divisionOf } from './division-of-work.ts';
import { dutyListOf } from './duties.ts';
import { serviceItems, type ServiceItemEntry, type SponsorName } from './service-items.ts';

const LISTED_DAYS_AGO = 1_200;
const RENEWED_DAYS_AGO = 400;
/** The days for which the emergency entry was on the list. */
export const emergencyDaysAgo = { from: 482, until: 452 } as const;

export function* dutyListRecords(life: PlannedLife): Generator<DutyListRecord> {
  const { code, name, duties } = dutyListOf(life.countyCode, life.countyName);
  yield {
    id: life.id('duty-list', code),
    code,
    name,
    areaCode: life.countyCode,
    duties: duties.map((duty) => ({ id: life.id('duty', code, duty.code), ...duty })),
  };
}

/** Whose item it was on a day. */
export const sponsorOn = (item: ServiceItemEntry, day: string, today: string): SponsorName =>
  day < addDays(today, -RENEWED_DAYS_AGO) ? (item.before?.sponsor ?? item.sponsor) : item.sponsor;

const dividedWork = (life: PlannedLife, item: ServiceItemEntry): Partial<ServiceItemVersionRecord> => {
  const { assistants, ...division } = divisionOf(item);
  return {
    ...division,
    assistants: assistants.map(({ sponsor, does }) => ({
      organizationId: life.department(sponsor).organizationId,
      does,
    })),
  };
};

const versionsOf = (life: PlannedLife, item: ServiceItemEntry, dutyCode: string): ServiceItemVersionRecord[] => {
  const ago = (days: number) => addDays(life.today, -days);
  const version = {
    name: item.name,
    sponsorId: life.department(item.sponsor).organizationId,
    dutyCode,
    ...(item.legalBasis === undefined ? {} : { legalBasis: item.legalBasis }),
    ...dividedWork(life, item),
  };
  if (item.emergency) {
    const span = { validFrom: ago(emergencyDaysAgo.from), validUntil: ago(emergencyDaysAgo.until) };
    return [{ ...version, version: 1, temporary: true, ...span }];
  }
  if (!item.before) return [{ ...version, version: 1, validFrom: ago(LISTED_DAYS_AGO) }];
  const { name, sponsor } = item.before;
  const before = { name, sponsorId: life.department(sponsor ?? item.sponsor).organizationId, dutyCode };
  return [
    { ...before, version: 1, validFrom: ago(LISTED_DAYS_AGO), validUntil: ago(RENEWED_DAYS_AGO) },
    { ...version, version: 2, validFrom: ago(RENEWED_DAYS_AGO) },
  ];
};

/** The list of matters (网格事项清单) with its versions, sorted by the duties that the county has. */
export function* serviceItemRecords(life: PlannedLife): Generator<ServiceItemRecord> {
  const codes = new Set(dutyListOf(life.countyCode, life.countyName).duties.map(({ code }) => code));
  for (const item of serviceItems) {
    const finer = item.finerDuty !== undefined && codes.has(item.finerDuty) ? item.finerDuty : item.duty;
    yield {
      id: life.id('service-item', item.code),
      code: item.code,
      areaCode: life.countyCode,
      versions: versionsOf(life, item, finer),
    };
  }
}

type Rule = Omit<DeadlineRuleRecord, 'id'>;

const days = (amount: number) => ({ amount, unit: 'WORKING_DAYS' as const });
const hours = (amount: number) => ({ amount, unit: 'WORKING_HOURS' as const });

const roundTheClock = (amount: number) => ({ amount, unit: 'HOURS' as const });

/** Working days in which bodies of a kind handle what no item says otherwise. */
export const handlingDays = { COUNTY_DEPARTMENT: 7, TOWNSHIP_GOVERNMENT: 5, VILLAGE_COMMITTEE: 3 } as const;

const defaults: readonly Rule[] = [
  // what came in or was sent on the day before is still in time on the evening of the founding day
  { stage: 'ACCEPT', ...days(2) },
  { stage: 'DISPATCH', ...days(2) },
  { stage: 'TAKE_UP', ...days(2) },
  { stage: 'TAKE_UP', bodyKind: 'VILLAGE_COMMITTEE', ...hours(4) },
  { stage: 'TAKE_UP', bodyKind: 'COMMUNITY_COMMITTEE', ...hours(4) },
  { stage: 'HANDLE', ...days(7) },
  { stage: 'HANDLE', bodyKind: 'COUNTY_DEPARTMENT', ...days(handlingDays.COUNTY_DEPARTMENT) },
  { stage: 'HANDLE', bodyKind: 'TOWNSHIP_GOVERNMENT', ...days(handlingDays.TOWNSHIP_GOVERNMENT) },
  { stage: 'HANDLE', bodyKind: 'VILLAGE_COMMITTEE', ...days(handlingDays.VILLAGE_COMMITTEE) },
  { stage: 'HANDLE', bodyKind: 'COMMUNITY_COMMITTEE', ...days(handlingDays.VILLAGE_COMMITTEE) },
  { stage: 'VERIFY', ...days(2) },
  { stage: 'EVALUATE', ...days(3) },
];

/** Emergencies (应急) run round the clock, since the last renewal: told upward within half an hour, on the way within an hour. */
const ofEmergencies: readonly Rule[] = [
  { stage: 'ACCEPT', ...roundTheClock(0.5) },
  { stage: 'DISPATCH', ...roundTheClock(0.5) },
  { stage: 'TAKE_UP', ...roundTheClock(1) },
  { stage: 'HANDLE', ...roundTheClock(24) },
  { stage: 'VERIFY', ...roundTheClock(24) },
];

/** Deadline rules (时限规则): by stage, by kind of body, and for items that bear no delay or take longer. */
export function* deadlineRuleRecords(life: PlannedLife): Generator<DeadlineRuleRecord> {
  const ofItems = serviceItems.flatMap((item): Rule[] => [
    ...(item.handle ? [{ stage: 'HANDLE' as const, serviceItemCode: item.code, ...item.handle }] : []),
    ...(item.urgent ? [{ stage: 'TAKE_UP' as const, serviceItemCode: item.code, ...hours(2) }] : []),
  ]);
  const validFrom = addDays(life.today, -RENEWED_DAYS_AGO);
  const urgent = ofEmergencies.map((rule): Rule => ({ ...rule, source: 'EMERGENCY', validFrom }));
  for (const rule of [...defaults, ...ofItems, ...urgent]) {
    const key = [rule.stage, rule.serviceItemCode ?? '*', rule.bodyKind ?? '*', ...(rule.source ? [rule.source] : [])];
    yield { id: life.id('deadline-rule', ...key), ...rule };
  }
}
