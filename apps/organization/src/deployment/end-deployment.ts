import { deploymentEnded } from '@gridloom/contracts';
import {
  conflict,
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
import type { EndDeploymentInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { countDeployed } from './count-deployed.ts';
import { deploymentDraft } from './deployment-drafts.ts';
import { Deployment } from './deployment.ts';

export interface DeploymentEnded {
  readonly __typename: 'EndDeploymentSuccess';
  readonly deploymentId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

/** Ends a deployment today. */
export const endDeployment = (
  context: Context,
  input: EndDeploymentInput,
): Promise<DeploymentEnded | Problem | KeyReused> =>
  runCommand<DeploymentEnded | Problem>(context, {
    name: 'endDeployment',
    input,
    work: async (em, sql) => {
      const { locale, now } = context;
      const deployment = isUuid(input.deploymentId)
        ? await em.findOne(Deployment, input.deploymentId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!deployment || !context.reach('DEPLOY_ORGANIZATION').areaCodes.includes(deployment.areaCode)) {
        return { result: notFound(locale, 'input.deploymentId') };
      }
      if (deployment.until != null) {
        return {
          result: conflict(locale, { zh: '该下沉已经结束。', en: 'The deployment has ended already.' }),
        };
      }
      deployment.end(shanghaiDay(now()));
      await em.flush();
      const { areaCode, organizationId } = deployment;
      await countDeployed(sql, context.areas, [{ areaCode, organizationId, delta: -1 }]);
      return {
        result: { __typename: 'EndDeploymentSuccess', deploymentId: deployment.id },
        events: [deploymentDraft(deploymentEnded, deployment, now())],
      };
    },
  });
