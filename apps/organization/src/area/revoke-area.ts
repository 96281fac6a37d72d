import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { RevokeAreaInput } from '../generated/resolvers.ts';
import { areaDrafts } from './area-state.ts';
import { Area, NotRevocable } from './area.ts';

export interface AreaRevoked {
  readonly __typename: 'RevokeAreaSuccess';
  readonly code: string;
}

type Problem = InvalidInput | NotFound | Conflict;

/** Revokes a code from today on. What lies under it keeps the code, and finds the area that takes its place by the successor. */
export const revokeArea = (context: Context, input: RevokeAreaInput): Promise<AreaRevoked | Problem | KeyReused> =>
  runCommand<AreaRevoked | Problem>(context, {
    name: 'revokeArea',
    input,
    work: async (em) => {
      const { locale, now } = context;
      const today = shanghaiDay(now());
      const area = context.reach('MANAGE_AREAS').areaCodes.includes(input.code)
        ? await em.findOne(Area, input.code, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!area) return { result: notFound(locale, 'input.code') };
      const isInUse = await em.count(Area, {
        parentCode: area.code,
        $or: [{ validUntil: null }, { validUntil: { $gt: today } }],
      });
      if (area.parentCode == null || isInUse > 0) {
        return {
          result: conflict(locale, {
            zh: `${area.name}是县级区划或尚有 ${isInUse} 个有效的下级区划，不能撤销。`,
            en: `${area.name} is the county, or ${isInUse} areas below it are still valid; it cannot be revoked.`,
          }),
        };
      }
      const { successorCode } = input;
      const successor = successorCode == null ? null : await em.findOne(Area, successorCode);
      if (
        successorCode != null &&
        !(successor?.level === area.level && successor.isValidOn(today) && successor !== area)
      ) {
        return {
          result: invalidInput(locale, 'input.successorCode', {
            zh: `变更后区划须为另一个有效的 ${area.level} 级区划。`,
            en: `The successor must be another ${area.level} that is valid today.`,
          }),
        };
      }
      try {
        area.revoke(today, successor?.code ?? null);
      } catch (error) {
        if (!(error instanceof NotRevocable)) throw error;
        return {
          result: conflict(locale, {
            zh: `该代码已停用，或自 ${area.validFrom} 起才启用。`,
            en: `The code is revoked already, or is valid only since ${area.validFrom}.`,
          }),
        };
      }
      await em.flush();
      return { result: { __typename: 'RevokeAreaSuccess', code: area.code }, events: areaDrafts(area, now()) };
    },
  });
