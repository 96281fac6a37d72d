import type { CareKind, CareRecordRecord, EmergencyContactRecord } from '@gridloom/grids/import';

import type { CountyPlan } from '../county-plan.ts';
import type { Member } from '../people/household-members.ts';
import { familyName, givenName } from '../people/names.ts';
import type { DepartmentName } from '../organization/departments.ts';
import { syntheticPhone } from './id-numbers.ts';
import { daysBefore } from './people-records.ts';

interface Rule {
  readonly kind: CareKind;
  /** Of ten thousand whom it may concern, how many are looked after. */
  readonly of10000: number;
  readonly concerns: (member: Member, household: { readonly size: number; readonly isLeftBehind: boolean }) => boolean;
  readonly owner?: DepartmentName;
}

const OLD = 60;

/** Whom a county looks after; of what is sensitive no more is known here than the department to ask. */
const rules: readonly Rule[] = [
  { kind: 'LIVING_ALONE', of10000: 10_000, concerns: ({ age }, { size }) => size === 1 && age >= OLD },
  { kind: 'LEFT_BEHIND', of10000: 10_000, concerns: ({ age }, { isLeftBehind }) => isLeftBehind && age < 16 },
  {
    kind: 'MINIMUM_LIVING_ALLOWANCE',
    of10000: 620,
    concerns: ({ relation }) => relation === 'HEAD',
    owner: 'CIVIL_AFFAIRS',
  },
  {
    kind: 'EXTREME_POVERTY_SUPPORT',
    of10000: 900,
    concerns: ({ age }, { size }) => size === 1 && age >= OLD,
    owner: 'CIVIL_AFFAIRS',
  },
  { kind: 'POVERTY_WATCH', of10000: 160, concerns: ({ relation }) => relation === 'HEAD', owner: 'AGRICULTURE' },
  { kind: 'PREFERENTIAL_TREATMENT', of10000: 130, concerns: ({ age }) => age >= 22, owner: 'VETERANS' },
  { kind: 'DISABILITY_CONTACT', of10000: 170, concerns: ({ age }) => age >= 14, owner: 'DISABLED' },
  {
    kind: 'MATERNITY',
    of10000: 210,
    concerns: ({ age, sex }) => sex === 'FEMALE' && age >= 22 && age <= 40,
    owner: 'HEALTH',
  },
  { kind: 'CONTACT_NEEDED', of10000: 45, concerns: ({ age }) => age >= 16, owner: 'HEALTH' },
  { kind: 'CONTACT_NEEDED', of10000: 12, concerns: ({ age }) => age >= 18, owner: 'JUSTICE' },
];

/** Care records (关爱记录) of permanent residents. */
export function* careRecords(plan: CountyPlan): Generator<CareRecordRecord> {
  const ago = daysBefore(plan.today);
  const draws = rules.map((_, n) => plan.number(`care-${String(n)}`));
  const id = plan.ids.numbered('care-record');
  let made = 0;
  for (const grid of plan.grids) {
    for (let n = 0; n < grid.permanentHouseholds; n += 1) {
      const household = grid.householdsFrom + n;
      const size = plan.sizeOf(household);
      const home = { size, isLeftBehind: plan.isLeftBehind(household) };
      for (const [member, person] of plan.members(household).entries()) {
        for (const [index, rule] of rules.entries()) {
          const draw = draws[index]?.(household * 16 + member) ?? 0;
          if (draw % 10_000 >= rule.of10000 || !rule.concerns(person, home)) continue;
          const ownerId = rule.owner && plan.bodies.departments.get(rule.owner)?.id;
          const since = 60 + (draw % 1_200);
          // Some of what was granted has ended since; who lives alone still does.
          const hasEnded = rule.owner !== undefined && rule.kind !== 'CONTACT_NEEDED' && (draw >>> 14) % 12 === 0;
          yield {
            id: id(made),
            residentId: plan.residentId(household, member),
            kind: rule.kind,
            since: ago(since),
            ...(hasEnded ? { until: ago(Math.floor(since / 2)) } : {}),
            ...(ownerId === undefined ? {} : { ownerId }),
          };
          made += 1;
        }
      }
    }
  }
}

/** Numbers of contacts follow those of residents. */
const CONTACT_PHONES_FROM = 60_000_000;
const kin = ['儿子', '女儿', '侄子', '外甥', '邻居', '女婿'] as const;

/** The emergency book (紧急联系簿) of those who live alone: somebody of the family, and for some a neighbour. */
export function* emergencyContactRecords(plan: CountyPlan): Generator<EmergencyContactRecord> {
  const id = plan.ids.numbered('emergency-contact');
  let made = 0;
  for (const grid of plan.grids) {
    for (let n = 0; n < grid.permanentHouseholds; n += 1) {
      const household = grid.householdsFrom + n;
      if (plan.sizeOf(household) !== 1) continue;
      const [person] = plan.members(household);
      if (!person || person.age < OLD) continue;
      const random = plan.random('emergency-contact', household);
      const relations: readonly string[] = random.chance(0.4) ? [random.pick(kin), '村医'] : [random.pick(kin)];
      for (const relation of relations) {
        const sex = relation === '女儿' || (relation === '邻居' && random.chance(0.5)) ? 'FEMALE' : 'MALE';
        const isOfFamily = relation === '儿子' || relation === '女儿' || relation === '侄子';
        const last = isOfFamily && person.sex === 'MALE' ? person.name.slice(0, 1) : familyName(random.int(0, 9_999));
        yield {
          id: id(made),
          householdId: plan.householdId(household),
          name: last + givenName(sex, random.int(30, 56), random.int(0, 9_999)),
          phone: syntheticPhone(CONTACT_PHONES_FROM + made),
          relation,
        };
        made += 1;
      }
    }
  }
}
