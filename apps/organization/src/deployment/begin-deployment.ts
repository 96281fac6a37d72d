import { deploymentBegun } from '@gridloom/contracts';
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
import type { BeginDeploymentInput } from '../generated/resolvers.ts';
import { lockGrid } from '../grid/find-grid.ts';
import { isUuid } from '../ids.ts';
import { Organization } from '../organization/organization.ts';
import { countDeployed } from './count-deployed.ts';
import { deploymentDraft } from './deployment-drafts.ts';
import { Deployment } from './deployment.ts';

export interface DeploymentBegun {
  readonly __typename: 'BeginDeploymentSuccess';
  readonly deploymentId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const RESOURCES_LENGTH = 500;

const checkInput = (input: BeginDeploymentInput, context: Context): Problem | undefined => {
  const { locale } = context;
  const resources = input.resources.trim();
  if (resources === '' || resources.length > RESOURCES_LENGTH) {
    return invalidInput(
      locale,
      'input.resources',
      {
        zh: `下沉资源须为 1 到 ${RESOURCES_LENGTH} 个字符。`,
        en: `Say in 1 to ${RESOURCES_LENGTH} characters what the body brings.`,
      },
      `1–${RESOURCES_LENGTH}`,
    );
  }
  const reach = context.reach('DEPLOY_ORGANIZATION');
  if (!reach.areaCodes.includes(input.areaCode)) return notFound(locale, 'input.areaCode');
  if (context.areas.find(input.areaCode)?.level !== 'VILLAGE') {
    return invalidInput(locale, 'input.areaCode', {
      zh: '须为村（社区）的 12 位代码。',
      en: 'It must be the 12-digit code of a village or community.',
    });
  }
  return undefined;
};

/** Sinks a body's resources into a village or one of its grids. */
export const beginDeployment = (
  context: Context,
  input: BeginDeploymentInput,
): Promise<DeploymentBegun | Problem | KeyReused> =>
  runCommand<DeploymentBegun | Problem>(context, {
    name: 'beginDeployment',
    input,
    work: async (em, sql) => {
      const { locale, newId, now } = context;
      const today = shanghaiDay(now());
      const problem = checkInput(input, context);
      if (problem) return { result: problem };
      const organization = isUuid(input.organizationId)
        ? await em.findOne(Organization, input.organizationId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!organization || organization.isDissolved()) return { result: notFound(locale, 'input.organizationId') };
      if (input.gridId != null) {
        const grid = await lockGrid(sql, input.gridId, today);
        if (grid?.areaCode !== input.areaCode) {
          return {
            result: notFound(locale, 'input.gridId', {
              zh: `${input.areaCode} 没有这个网格。`,
              en: `There is no such grid in ${input.areaCode}.`,
            }),
          };
        }
      }
      const place = { areaCode: input.areaCode, gridId: input.gridId ?? null };
      const isThere = await em.count(Deployment, { organizationId: organization.id, ...place, until: null });
      if (isThere > 0) {
        return {
          result: conflict(locale, {
            zh: `${organization.name}已下沉到此处。`,
            en: `${organization.name} is deployed there already.`,
          }),
        };
      }
      const deployment = em.create(Deployment, {
        id: newId(),
        organizationId: organization.id,
        ...place,
        resources: input.resources.trim(),
        since: today,
      });
      await em.flush();
      await countDeployed(sql, context.areas, [
        { areaCode: deployment.areaCode, organizationId: organization.id, delta: 1 },
      ]);
      return {
        result: { __typename: 'BeginDeploymentSuccess', deploymentId: deployment.id },
        events: [deploymentDraft(deploymentBegun, deployment, now())],
      };
    },
  });
