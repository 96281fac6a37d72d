import {
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import { CareRecord } from '../resident/care-record.ts';
import { Resident } from '../resident/resident.ts';
import { clientKeyProblem, lengthProblem } from '../visit/check-visit-input.ts';
import { Visit } from '../visit/visit.ts';
import { fieldsOf, ProposedCorrection, type CorrectionKind, type ProposedChange } from './proposed-correction.ts';

type Given = { readonly [Field in keyof ProposedChange]?: ProposedChange[Field] | null | undefined };

export interface ProposeCorrectionInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly clientKey?: string | null | undefined;
  readonly kind: CorrectionKind;
  readonly visitId?: string | null | undefined;
  readonly residentId?: string | null | undefined;
  readonly householdId?: string | null | undefined;
  readonly careRecordId?: string | null | undefined;
  readonly proposed: Given;
}

export interface ProposeCorrectionSuccess {
  readonly __typename: 'ProposeCorrectionSuccess';
  readonly correctionId: string;
}

type Result = ProposeCorrectionSuccess | InvalidInput | NotFound;

const MAX_TEXT = 200;

const changeOf = (given: Given): ProposedChange =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => !isAbsent(value))
      .map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value]),
  );

const changeProblem = (
  { locale, today }: Context,
  kind: CorrectionKind,
  change: ProposedChange,
): InvalidInput | undefined => {
  const { required, optional } = fieldsOf[kind];
  const allowed = [...required, ...optional];
  const given = Object.keys(change) as (keyof ProposedChange)[];
  const stray = given.find((field) => !allowed.includes(field));
  const missing = required.find((field) => !given.includes(field));
  if (stray ?? missing ?? (given.length === 0 ? 'name' : undefined)) {
    const field = `input.proposed.${String(stray ?? missing ?? allowed[0])}`;
    return invalidInput(
      locale,
      field,
      {
        zh: `${field}：${kind} 类更正${required.length > 0 ? `须填 ${required.join('、')}` : '至少填一项'}，只可填 ${allowed.join('、')}。`,
        en: `${field}: a correction of ${kind} ${required.length > 0 ? `needs ${required.join(', ')}` : 'has at least one field'} and takes ${allowed.join(', ')} alone.`,
      },
      allowed.join(', '),
    );
  }
  for (const field of ['name', 'phone', 'address', 'contactRelation'] as const) {
    if (change[field] === undefined) continue;
    const problem = lengthProblem(locale, `input.proposed.${field}`, change[field], MAX_TEXT, 1);
    if (problem) return problem;
  }
  if (change.on !== undefined && change.on > today) {
    return invalidInput(
      locale,
      'input.proposed.on',
      { zh: 'input.proposed.on 不能晚于今天。', en: 'input.proposed.on is not in the future.' },
      `<= ${today}`,
    );
  }
  return undefined;
};

interface About {
  readonly householdId: string;
  readonly residentId: string | null;
  readonly careRecordId: string | null;
  readonly gridId: string;
  readonly areaCode: string;
  readonly ownerId: string | null;
}

/** What the correction is about, if it lies in the worker's own grids; otherwise the field that names it. */
const findSubject = async (
  context: Context,
  em: EntityManager,
  input: ProposeCorrectionInput,
): Promise<About | NotFound> => {
  const reach = context.peopleReach('PROPOSE_CORRECTION');
  const { about } = fieldsOf[input.kind];
  const missing = (field: string) => notFound(context.locale, `input.${field}`);
  if (about === 'HOUSEHOLD') {
    const id = input.householdId ?? '';
    const household = isUuid(id) ? await em.findOne(Household, { id, dissolvedOn: null }) : null;
    if (!household || !isInTerritory(reach, household)) return missing('householdId');
    const { gridId, areaCode } = household;
    return { householdId: household.id, residentId: null, careRecordId: null, gridId, areaCode, ownerId: null };
  }
  const careId = input.careRecordId ?? '';
  const care = about === 'CARE_RECORD' && isUuid(careId) ? await em.findOne(CareRecord, { id: careId }) : null;
  if (about === 'CARE_RECORD' && !care) return missing('careRecordId');
  const residentId = care?.residentId ?? input.residentId ?? '';
  const resident = isUuid(residentId) ? await em.findOne(Resident, { id: residentId, departedOn: null }) : null;
  if (!resident || isAbsent(resident.householdId) || !isInTerritory(reach, resident)) {
    return missing(about === 'CARE_RECORD' ? 'careRecordId' : 'residentId');
  }
  return {
    householdId: resident.householdId,
    residentId: resident.id,
    careRecordId: care?.id ?? null,
    gridId: resident.gridId,
    areaCode: resident.areaCode,
    ownerId: care?.ownerId ?? input.proposed.ownerId ?? null,
  };
};

const propose = async (
  context: Context,
  em: EntityManager,
  input: ProposeCorrectionInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const accountId = caller.kind === 'account' ? caller.accountId : '';
  const subject = await findSubject(context, em, input);
  if ('__typename' in subject) return { result: subject };
  const change = changeOf(input.proposed);
  if (!isAbsent(input.clientKey)) {
    const known = await em.findOne(ProposedCorrection, { proposedByAccountId: accountId, clientKey: input.clientKey });
    if (known) {
      const same =
        known.kind === input.kind &&
        known.householdId === subject.householdId &&
        known.residentId === subject.residentId &&
        JSON.stringify(context.numbers.openChange(known.proposedSealed)) === JSON.stringify(change);
      return {
        result: same
          ? { __typename: 'ProposeCorrectionSuccess', correctionId: known.id }
          : invalidInput(locale, 'input.clientKey', {
              zh: 'input.clientKey 已用于内容不同的更正建议。',
              en: 'input.clientKey was used for another correction before.',
            }),
      };
    }
  }
  const problem =
    clientKeyProblem(locale, 'input.clientKey', input.clientKey) ?? changeProblem(context, input.kind, change);
  if (problem) return { result: problem };
  const visit =
    !isAbsent(input.visitId) && isUuid(input.visitId)
      ? await em.findOne(Visit, { id: input.visitId, householdId: subject.householdId })
      : null;
  if (!isAbsent(input.visitId) && !visit) return { result: notFound(locale, 'input.visitId') };
  const correction = Object.assign(new ProposedCorrection(), {
    id: context.newId(),
    visitId: visit?.id ?? null,
    kind: input.kind,
    ...subject,
    proposedSealed: context.numbers.sealChange(change),
    status: 'PROPOSED' as const,
    proposedByAccountId: accountId,
    proposedAt: context.now(),
    clientKey: input.clientKey ?? null,
  });
  em.persist(correction);
  await em.flush();
  return { result: { __typename: 'ProposeCorrectionSuccess', correctionId: correction.id } };
};

/** Proposes that a record say something else (更正建议): a worker of the grid, on a visit or besides. */
export const proposeCorrection = (context: Context, input: ProposeCorrectionInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'proposeCorrection', input, work: (em) => propose(context, em, input) });
