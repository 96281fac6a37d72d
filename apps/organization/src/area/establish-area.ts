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
import { isWithinArea, parseAreaCode, shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { EstablishAreaInput } from '../generated/resolvers.ts';
import { areaDrafts } from './area-state.ts';
import { Area, levelBelow } from './area.ts';

export interface AreaEstablished {
  readonly __typename: 'EstablishAreaSuccess';
  readonly code: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const NAME_LENGTH = 200;

const checkInput = (input: EstablishAreaInput, today: string, { locale }: Context): InvalidInput | undefined => {
  const name = input.name.trim();
  if (name === '' || name.length > NAME_LENGTH) {
    return invalidInput(
      locale,
      'input.name',
      { zh: `名称须为 1 到 ${NAME_LENGTH} 个字符。`, en: `A name has 1 to ${NAME_LENGTH} characters.` },
      `1–${NAME_LENGTH}`,
    );
  }
  if (input.validFrom != null && input.validFrom > today) {
    return invalidInput(
      locale,
      'input.validFrom',
      { zh: `启用日期不能晚于今天（${today}）。`, en: `The first day cannot be after today, ${today}.` },
      `<= ${today}`,
    );
  }
  const parsed = parseAreaCode(input.code);
  return parsed.ok ? undefined : invalidInput(locale, 'input.code', parsed.explanation);
};

/** Establishes a township, village or community under an area that is valid today. */
export const establishArea = (
  context: Context,
  input: EstablishAreaInput,
): Promise<AreaEstablished | Problem | KeyReused> =>
  runCommand<AreaEstablished | Problem>(context, {
    name: 'establishArea',
    input,
    work: async (em) => {
      const { locale, now } = context;
      const today = shanghaiDay(now());
      const problem = checkInput(input, today, context);
      if (problem) return { result: problem };
      // The parent's row is held, so that no two areas get the same code below it.
      const parent = context.reach('MANAGE_AREAS').areaCodes.includes(input.parentCode)
        ? await em.findOne(Area, input.parentCode, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!parent?.isValidOn(today)) return { result: notFound(locale, 'input.parentCode') };
      const parsed = parseAreaCode(input.code);
      const level = levelBelow(parent.level);
      if (!parsed.ok || parsed.level !== level || !isWithinArea(input.code, parent.code)) {
        return {
          result: invalidInput(locale, 'input.code', {
            zh: `代码须以上级代码 ${parent.code} 开头，并比它多一级。`,
            en: `The code must begin with that of the area above, ${parent.code}, and be one level below it.`,
          }),
        };
      }
      if ((await em.count(Area, { code: input.code })) > 0) {
        return {
          result: conflict(locale, {
            zh: '该代码已经使用过，停用的代码不再启用。',
            en: 'The code has been used; a code that was revoked is not used again.',
          }),
        };
      }
      const area = em.create(Area, {
        code: input.code,
        name: input.name.trim(),
        level,
        parentCode: parent.code,
        ancestors: [parent.code, ...parent.ancestors],
        validFrom: input.validFrom ?? today,
      });
      await em.flush();
      return {
        result: { __typename: 'EstablishAreaSuccess', code: area.code },
        events: areaDrafts(area, now()),
      };
    },
  });
