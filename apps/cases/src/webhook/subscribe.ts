import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type NotFound,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { textProblem } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type {
  CreateWebhookSubscriptionInput,
  EndWebhookSubscriptionInput,
  RotateWebhookSecretInput,
} from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { noticeKinds } from '../notice/notice-words.ts';
import { WebhookSubscription } from './webhook-subscription.ts';
import { webhookUrlProblem } from './webhook-url.ts';

const NAME_LIMIT = 100;

/** What a change of a subscription gives back; the secret is with it only when it was made just now, and is stored sealed. */
export interface SubscriptionDone<Name extends string = string> {
  readonly __typename: Name;
  readonly subscriptionId: string;
  readonly secret?: string;
}

/** Adds the secret to a success of this very request; a repeated key gets the same result without it. */
const tellOnce = <R extends { readonly __typename: string }>(result: R, secret: string | null) =>
  secret !== null && result.__typename.endsWith('Success') ? { ...result, secret } : result;

const checkInput = async (
  context: Context,
  input: CreateWebhookSubscriptionInput,
): Promise<InvalidInput | NotFound | null> => {
  const { locale } = context;
  const problem = textProblem(context, 'input.name', input.name, NAME_LIMIT);
  if (problem) return problem;
  const reach = context.reach('MANAGE_WEBHOOKS');
  if (!context.areas.find(input.areaCode) || !(reach.all || reach.areaCodes.includes(input.areaCode))) {
    return notFound(locale, 'input.areaCode');
  }
  for (const [field, url] of [
    ['url', input.url],
    ['evaluationPageUrl', input.evaluationPageUrl ?? null],
  ] as const) {
    const wrong = url === null ? null : webhookUrlProblem(url, context.webhookAddresses);
    if (wrong) return invalidInput(locale, `input.${field}`, wrong, 'https://…');
  }
  const unknown = input.kinds?.find((kind) => !noticeKinds.some((known) => known === kind));
  if (unknown !== undefined || input.kinds?.length === 0) {
    const message = { zh: '没有这种通知类型。', en: 'There is no such kind of notice.' };
    return invalidInput(locale, 'input.kinds', message, noticeKinds.join(', '));
  }
  const { organizationId } = input;
  if (!organizationId) return null;
  const known = isUuid(organizationId)
    ? await context.sql('select 1 from organization_view where id = $1 and area_code = any($2::text[])', [
        organizationId,
        [...context.areas.withDescendants(input.areaCode), ...context.areas.withAncestors(input.areaCode)],
      ])
    : [];
  return known.length === 0 ? notFound(locale, 'input.organizationId') : null;
};

/** Delivers notices to an address from now on (订阅通知推送). */
export const createWebhookSubscription = async (context: Context, input: CreateWebhookSubscriptionInput) => {
  let secret: string | null = null;
  const result = await runCommand<SubscriptionDone<'CreateWebhookSubscriptionSuccess'> | InvalidInput | NotFound>(
    context,
    {
      name: 'createWebhookSubscription',
      input,
      work: async (em) => {
        const problem = await checkInput(context, input);
        if (problem) return { result: problem };
        const id = context.newId();
        secret = context.webhookSecrets.make();
        await em.insert(WebhookSubscription, {
          id,
          version: 1,
          name: input.name.trim(),
          url: input.url,
          secret: context.webhookSecrets.seal(id, secret),
          areaCode: input.areaCode,
          organizationId: input.organizationId ?? null,
          kinds: input.kinds ? [...input.kinds] : null,
          evaluationPageUrl: input.evaluationPageUrl ?? null,
          createdAt: context.now(),
          createdByAccountId: context.caller.kind === 'account' ? context.caller.accountId : null,
        });
        return { result: { __typename: 'CreateWebhookSubscriptionSuccess', subscriptionId: id } };
      },
    },
  );
  return tellOnce(result, secret);
};

const reachesArea = (context: Context, areaCode: string): boolean => {
  const reach = context.reach('MANAGE_WEBHOOKS');
  return reach.all || reach.areaCodes.includes(areaCode);
};

const lockSubscription = async (context: Context, em: EntityManager, id: string) => {
  if (!isUuid(id)) return null;
  const found = await em.findOne(
    WebhookSubscription,
    { id: id.toLowerCase() },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  return found && reachesArea(context, found.areaCode) ? found : null;
};

const ended = (context: Context): Conflict =>
  conflict(context.locale, { zh: '该订阅已停用。', en: 'The subscription has ended already.' });

/** Ends a subscription; deliveries that wait are dropped when their turn comes. */
export const endWebhookSubscription = (context: Context, input: EndWebhookSubscriptionInput) =>
  runCommand<SubscriptionDone<'EndWebhookSubscriptionSuccess'> | NotFound | Conflict>(context, {
    name: 'endWebhookSubscription',
    input,
    work: async (em) => {
      const subscription = await lockSubscription(context, em, input.subscriptionId);
      if (!subscription) return { result: notFound(context.locale, 'input.subscriptionId') };
      if (subscription.endedAt) return { result: ended(context) };
      subscription.endedAt = context.now();
      return { result: { __typename: 'EndWebhookSubscriptionSuccess', subscriptionId: subscription.id } };
    },
  });

/** Gives a subscription a new secret; the old one signs nothing from then on. */
export const rotateWebhookSecret = async (context: Context, input: RotateWebhookSecretInput) => {
  let secret: string | null = null;
  const result = await runCommand<SubscriptionDone<'RotateWebhookSecretSuccess'> | NotFound | Conflict>(context, {
    name: 'rotateWebhookSecret',
    input,
    work: async (em) => {
      const subscription = await lockSubscription(context, em, input.subscriptionId);
      if (!subscription) return { result: notFound(context.locale, 'input.subscriptionId') };
      if (subscription.endedAt) return { result: ended(context) };
      secret = context.webhookSecrets.make();
      subscription.secret = context.webhookSecrets.seal(subscription.id, secret);
      const subscriptionId = subscription.id;
      return { result: { __typename: 'RotateWebhookSecretSuccess', subscriptionId } };
    },
  });
  return tellOnce(result, secret);
};
