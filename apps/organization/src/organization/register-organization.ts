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
import { LockMode } from '@mikro-orm/core';

import { Area } from '../area/area.ts';
import type { Context } from '../context.ts';
import type { RegisterOrganizationInput } from '../generated/resolvers.ts';
import { organizationDrafts } from './organization-state.ts';
import { areaLevelOf, Organization } from './organization.ts';

export interface OrganizationEntered {
  readonly __typename: 'RegisterOrganizationSuccess';
  readonly organizationId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const NAME_LENGTH = 200;

/** Enters a body in the register. */
export const registerOrganization = (
  context: Context,
  input: RegisterOrganizationInput,
): Promise<OrganizationEntered | Problem | KeyReused> =>
  runCommand<OrganizationEntered | Problem>(context, {
    name: 'registerOrganization',
    input,
    work: async (em) => {
      const { locale, newId, now } = context;
      const name = input.name.trim();
      if (name === '' || name.length > NAME_LENGTH) {
        return {
          result: invalidInput(
            locale,
            'input.name',
            { zh: `名称须为 1 到 ${NAME_LENGTH} 个字符。`, en: `A name has 1 to ${NAME_LENGTH} characters.` },
            `1–${NAME_LENGTH}`,
          ),
        };
      }
      // The area's row is held, so that no other body gets the same name there meanwhile.
      const area = context.reach('MANAGE_ORGANIZATIONS').areaCodes.includes(input.areaCode)
        ? await em.findOne(Area, input.areaCode, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!area) return { result: notFound(locale, 'input.areaCode') };
      const level = areaLevelOf(input.kind);
      if (area.level !== level) {
        return {
          result: invalidInput(
            locale,
            'input.areaCode',
            {
              zh: `${input.kind} 的管辖区划须为 ${level}，${area.name}是 ${area.level}。`,
              en: `A ${input.kind} is responsible for a ${level}; ${area.name} is a ${area.level}.`,
            },
            level,
          ),
        };
      }
      if ((await em.count(Organization, { areaCode: area.code, name, dissolvedOn: null })) > 0) {
        return {
          result: conflict(locale, {
            zh: `${area.name}已有单位“${name}”。`,
            en: `There is a body named ${name} in ${area.name} already.`,
          }),
        };
      }
      const organization = em.create(Organization, {
        id: newId(),
        name,
        kind: input.kind,
        areaCode: area.code,
        handlesCases: input.handlesCases,
      });
      await em.flush();
      return {
        result: { __typename: 'RegisterOrganizationSuccess', organizationId: organization.id },
        events: organizationDrafts(organization, now()),
      };
    },
  });
