import { partyOrganizationAttachedToGrid, partyOrganizationState } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import {
  applyIncrements,
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

import { areaMetrics } from '../area/load-area.ts';
import type { Context } from '../context.ts';
import type { AttachPartyOrganizationInput } from '../generated/resolvers.ts';
import { lockGrid } from '../grid/find-grid.ts';
import { isUuid } from '../ids.ts';
import { partyOrganizationData } from './party-organization-state.ts';
import { PartyOrganization } from './party-organization.ts';

export interface PartyOrganizationAttached {
  readonly __typename: 'AttachPartyOrganizationSuccess';
  readonly partyOrganizationId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

/** Attaches a party organization to a grid of its village, or moves it to another one. */
export const attachPartyOrganization = (
  context: Context,
  input: AttachPartyOrganizationInput,
): Promise<PartyOrganizationAttached | Problem | KeyReused> =>
  runCommand<PartyOrganizationAttached | Problem>(context, {
    name: 'attachPartyOrganization',
    input,
    work: async (em, sql) => {
      const { locale, now } = context;
      const organization = isUuid(input.partyOrganizationId)
        ? await em.findOne(PartyOrganization, input.partyOrganizationId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      const reach = context.reach('ATTACH_PARTY_ORGANIZATION');
      if (!organization || (!reach.all && !reach.areaCodes.includes(organization.areaCode))) {
        return { result: notFound(locale, 'input.partyOrganizationId') };
      }
      const grid = await lockGrid(sql, input.gridId, shanghaiDay(now()));
      if (!grid) return { result: notFound(locale, 'input.gridId') };
      if (grid.level !== 'BASIC' || grid.areaCode !== organization.areaCode) {
        return {
          result: invalidInput(locale, 'input.gridId', {
            zh: `须为本村（社区）${organization.areaCode}的基础网格。`,
            en: `It must be a basic grid of the party organization's village or community, ${organization.areaCode}.`,
          }),
        };
      }
      const holder = await em.findOne(PartyOrganization, { gridId: grid.id });
      if (holder) {
        return {
          result: conflict(locale, {
            zh: `该网格已有党组织：${holder.name}。`,
            en: `The grid has a party organization already: ${holder.name}.`,
          }),
        };
      }
      const wasDetached = organization.attachToGrid(grid.id);
      await em.flush();
      if (wasDetached) {
        const areas = context.areas.withAncestors(organization.areaCode);
        const { gridPartyOrganizations: metric } = areaMetrics;
        await applyIncrements(
          sql,
          areas.map((subject) => ({ subject, metric, delta: 1 })),
        );
      }
      return {
        result: { __typename: 'AttachPartyOrganizationSuccess', partyOrganizationId: organization.id },
        events: [partyOrganizationAttachedToGrid, partyOrganizationState].map((event) =>
          eventDraft({
            event,
            aggregateId: organization.id,
            aggregateVersion: organization.version,
            areaCode: organization.areaCode,
            occurredAt: now(),
            data: partyOrganizationData(organization),
          }),
        ),
      };
    },
  });
