import { conflict, notFound, runCommand, type Conflict, type KeyReused, type NotFound } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import { Appointment } from '../appointment/appointment.ts';
import type { Context } from '../context.ts';
import { Deployment } from '../deployment/deployment.ts';
import type { DissolveOrganizationInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { organizationDrafts } from './organization-state.ts';
import { Organization } from './organization.ts';

export interface OrganizationEnded {
  readonly __typename: 'DissolveOrganizationSuccess';
  readonly organizationId: string;
}

type Problem = NotFound | Conflict;

/** Dissolves a body today. Appointments and deployments of it are ended before, by name, each with what follows from it. */
export const dissolveOrganization = (
  context: Context,
  input: DissolveOrganizationInput,
): Promise<OrganizationEnded | Problem | KeyReused> =>
  runCommand<OrganizationEnded | Problem>(context, {
    name: 'dissolveOrganization',
    input,
    work: async (em) => {
      const { locale, now } = context;
      const { organizationId } = input;
      const organization = isUuid(organizationId)
        ? await em.findOne(Organization, organizationId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!organization || !context.reach('MANAGE_ORGANIZATIONS').areaCodes.includes(organization.areaCode)) {
        return { result: notFound(locale, 'input.organizationId') };
      }
      if (organization.isDissolved()) {
        return { result: conflict(locale, { zh: '该单位已撤销。', en: 'The body is dissolved already.' }) };
      }
      const appointed = await em.count(Appointment, { organizationId, until: null });
      const deployed = await em.count(Deployment, { organizationId, until: null });
      if (appointed + deployed > 0) {
        return {
          result: conflict(locale, {
            zh: `还有 ${appointed} 项任职和 ${deployed} 项资源下沉未结束，请先逐一结束。`,
            en: `${appointed} appointments and ${deployed} deployments of it have not ended; end them first.`,
          }),
        };
      }
      organization.dissolve(shanghaiDay(now()));
      await em.flush();
      return {
        result: { __typename: 'DissolveOrganizationSuccess', organizationId: organization.id },
        events: organizationDrafts(organization, now()),
      };
    },
  });
