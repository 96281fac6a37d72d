import { Refused } from '@gridloom/access';
import { isUuid, notFound, type EntityManager, type NotFound } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import { Society } from './society.ts';

/** The society's affairs are closed for good. */
export interface SocietyDissolvedError {
  readonly __typename: 'SocietyDissolved';
  readonly code: 'TRANSITION_NOT_ALLOWED';
  readonly message: string;
}

const dissolved = (context: Context): SocietyDissolvedError => ({
  __typename: 'SocietyDissolved',
  code: 'TRANSITION_NOT_ALLOWED',
  message: context.say({
    zh: '该组织已解散，不能再办理此项；如需继续活动，请重新备案。',
    en: 'The society is dissolved; to go on, file it anew.',
  }),
});

export const callerAccount = (context: Context): string => {
  if (context.caller.kind !== 'account')
    throw new Refused('UNAUTHENTICATED', context.say({ zh: '请先登录。', en: 'Sign in first.' }));
  return context.caller.accountId;
};

/**
 * The society with its row locked, for its organizer. Not found where it does not exist for the caller.
 * @throws Refused where it exists for the caller and somebody else organizes it
 */
export const lockOwnSociety = async (
  context: Context,
  em: EntityManager,
  id: string,
  field: string,
): Promise<Society | NotFound> => {
  const society = isUuid(id) ? await em.findOne(Society, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!society) return notFound(context.locale, field);
  if (society.isOrganizedBy(callerAccount(context))) return society;
  const reach = await context.societyReach();
  if (!reach.all && !reach.areaCodes.includes(society.areaCode)) return notFound(context.locale, field);
  throw new Refused(
    'FORBIDDEN',
    context.say({ zh: '仅该组织的负责人可以办理。', en: 'Only the organizer of the society may do this.' }),
  );
};

/** {@link lockOwnSociety}, for what a dissolved society does no more. */
export const lockActiveSociety = async (
  context: Context,
  em: EntityManager,
  id: string,
  field: string,
): Promise<Society | NotFound | SocietyDissolvedError> => {
  const found = await lockOwnSociety(context, em, id, field);
  return found instanceof Society && !found.takesPart ? dissolved(context) : found;
};
