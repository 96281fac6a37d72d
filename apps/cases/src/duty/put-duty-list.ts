import { Refused } from '@gridloom/access';
import {
  holdsRoleAt,
  invalidInput,
  runCommand,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { PutDutyListInput } from '../generated/resolvers.ts';
import { dutyRoles, Duty, DutyList, DutyListVersion, type ListedDuty } from './duty.ts';

export interface DutyListPut {
  readonly __typename: 'PutDutyListSuccess';
  readonly dutyListId: string;
}

/** A duty cannot go while items belong to it. */
export interface DutyHasItems {
  readonly __typename: 'DutyHasItems';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly dutyCode: string;
  readonly serviceItemCodes: readonly string[];
}

type Outcome = DutyListPut | DutyHasItems | InvalidInput | NotFound | Conflict;

const CODE_FORM = /^[A-Z0-9][A-Z0-9_-]{1,63}$/u;
const MOST_DUTIES = 50;

const checkInput = (context: Context, input: PutDutyListInput): InvalidInput | null => {
  const wrong = (field: string, zh: string, en: string, allowed: string) =>
    invalidInput(context.locale, `input.${field}`, { zh, en }, allowed);
  const name = (field: string, text: string) =>
    text.trim().length >= 1 && text.length <= 200
      ? null
      : wrong(field, '须为 1 到 200 字。', '1 to 200 characters.', '1–200');
  const code = (field: string, text: string) =>
    CODE_FORM.test(text)
      ? null
      : wrong(
          field,
          '编码为 2 到 64 位大写字母、数字、连字符。',
          '2 to 64 capitals, digits and hyphens.',
          CODE_FORM.source,
        );
  if (!context.areas.find(input.areaCode)) {
    return wrong('areaCode', '本县没有此区划。', 'The county has no such area.', 'Query.area');
  }
  if (input.duties.length < 1 || input.duties.length > MOST_DUTIES) {
    return wrong('duties', '清单有 1 到 50 项职责。', 'A list has 1 to 50 duties.', '1–50');
  }
  const codes = input.duties.map((duty) => duty.code);
  const twice = codes.findIndex((each, index) => codes.indexOf(each) < index);
  if (twice >= 0) return wrong(`duties.${String(twice)}.code`, '职责编码重复。', 'The code is there twice.', '');
  return (
    code('code', input.code) ??
    name('name', input.name) ??
    input.duties
      .map((duty, index) => {
        const field = `duties.${String(index)}`;
        const long = duty.description && duty.description.length > 1_000;
        return (
          code(`${field}.code`, duty.code) ??
          name(`${field}.name`, duty.name) ??
          (long ? wrong(`${field}.description`, '不超过 1000 字。', 'At most 1,000 characters.', '≤ 1000') : null)
        );
      })
      .find((problem) => problem !== null) ??
    null
  );
};

const rolesOf = (roles: PutDutyListInput['duties'][number]['roles']) =>
  dutyRoles.filter((role) => roles?.includes(role));

const listedOf = (input: PutDutyListInput): ListedDuty[] =>
  input.duties.map((duty) => ({
    code: duty.code,
    name: duty.name.trim(),
    description: duty.description ?? null,
    roles: rolesOf(duty.roles),
  }));

/** Duties of the list that the new version has no longer: retired, unless items belong to them. */
const retire = async (context: Context, sql: SqlExecutor, gone: readonly Duty[]): Promise<DutyHasItems | null> => {
  const today = shanghaiDay(context.now());
  for (const duty of gone) {
    const rows = await sql(
      `select distinct i.code from service_item i join service_item_version v on v.service_item_id = i.id
       where v.duty_id = $1 and (v.valid_until is null or v.valid_until > $2::date) order by i.code`,
      [duty.id, today],
    );
    if (rows.length > 0) {
      const codes = rows.map((row) => row.code as string);
      return {
        __typename: 'DutyHasItems',
        code: 'RULE_VIOLATED',
        message: context.say({
          zh: `职责 ${duty.code} 下仍有事项：${codes.join('、')}；请先变更或退出这些事项。`,
          en: `Items still belong to the duty ${duty.code}: ${codes.join(', ')}. Change or withdraw them first.`,
        }),
        dutyCode: duty.code,
        serviceItemCodes: codes,
      };
    }
    duty.retiredOn = today;
  }
  return null;
};

const writeDuties = (
  context: Context,
  em: EntityManager,
  list: DutyList,
  known: ReadonlyMap<string, Duty>,
  listed: readonly ListedDuty[],
): void => {
  listed.forEach((entry, index) => {
    const duty = known.get(entry.code) ?? new Duty();
    Object.assign(duty, {
      ...entry,
      id: known.get(entry.code)?.id ?? context.newId(),
      dutyListId: list.id,
      position: index + 1,
      roles: [...entry.roles],
      retiredOn: null,
    });
    em.persist(duty);
  });
};

const before = async (
  context: Context,
  em: EntityManager,
  list: DutyList,
  duties: readonly Duty[],
  accountId: string,
) => {
  const versions = await em.count(DutyListVersion, { dutyListId: list.id });
  if (versions > 0) return;
  await em.insert(DutyListVersion, {
    dutyListId: list.id,
    version: list.version,
    name: list.name,
    duties: duties
      .filter(({ retiredOn }) => !retiredOn)
      .map(({ code, name, description, roles }) => ({ code, name, description: description ?? null, roles })),
    madeAt: context.now(),
    madeByAccountId: accountId,
  });
};

/** Makes a duty list, or a new version of one (职责清单): what it says replaces what it said. */
export const putDutyList = (context: Context, input: PutDutyListInput): Promise<Outcome | KeyReused> =>
  runCommand<Outcome>(context, {
    name: 'PutDutyList',
    input,
    work: async (em, sql) => {
      const accountId = context.caller.kind === 'account' ? context.caller.accountId : null;
      if (!accountId || !holdsRoleAt(context, ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], input)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '此清单不由您制定。', en: 'This list is not yours to make.' }),
        );
      }
      const problem = checkInput(context, input);
      if (problem) return { result: problem };
      await sql('select pg_advisory_xact_lock(hashtext($1))', [`duty-list ${input.code}`]);
      const found = await em.findOne(DutyList, { code: input.code }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (found && found.areaCode !== input.areaCode) {
        return {
          result: invalidInput(
            context.locale,
            'input.areaCode',
            { zh: `清单属于区划 ${found.areaCode}。`, en: `The list is of the area ${found.areaCode}.` },
            found.areaCode,
          ),
        };
      }
      const list = found ?? new DutyList();
      const listed = listedOf(input);
      const codes = listed.map(({ code }) => code);
      const all = await em.find(Duty, { $or: [{ dutyListId: list.id }, { code: { $in: codes } }] });
      const foreign = codes.findIndex((code) => all.some((duty) => duty.code === code && duty.dutyListId !== list.id));
      if (foreign >= 0) {
        return {
          result: invalidInput(context.locale, `input.duties.${String(foreign)}.code`, {
            zh: '此职责编码已用于另一份清单。',
            en: 'Another list has a duty of this code.',
          }),
        };
      }
      if (found) await before(context, em, found, all, accountId);
      const stuck = await retire(
        context,
        sql,
        all.filter(({ code, retiredOn }) => !retiredOn && !codes.includes(code)),
      );
      if (stuck) return { result: stuck };
      const version = found ? found.version + 1 : 1;
      Object.assign(list, {
        id: found?.id ?? context.newId(),
        version,
        code: input.code,
        name: input.name.trim(),
        areaCode: input.areaCode,
      });
      em.persist(list);
      await em.flush();
      writeDuties(context, em, list, new Map(all.map((duty) => [duty.code, duty])), listed);
      await em.flush();
      await em.insert(DutyListVersion, {
        dutyListId: list.id,
        version,
        name: list.name,
        duties: listed,
        madeAt: context.now(),
        madeByAccountId: accountId,
      });
      return { result: { __typename: 'PutDutyListSuccess', dutyListId: list.id } };
    },
  });
