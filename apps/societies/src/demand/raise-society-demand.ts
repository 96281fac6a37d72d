import { redact } from '@gridloom/access';
import { societyDemandRaised, societyDemandWorded } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { invalidInput, isUuid, runCommand } from '@gridloom/service-kit';

import { wrongId, wrongLength } from '../check-input.ts';
import type { Context } from '../context.ts';
import type { RaiseSocietyDemandInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { callerAccount, lockActiveSociety } from '../society/own-society.ts';
import { Society } from '../society/society.ts';
import { wrongGrid } from '../society/wrong-grid.ts';
import { SocietyDemand } from './society-demand.ts';

const residentOf = (context: Context, input: RaiseSocietyDemandInput): string | undefined =>
  input.residentId ?? (context.caller.kind === 'account' ? context.caller.residentId : undefined);

/**
 * Records a demand that a society heard. The words go out on the restricted topic alone, with id numbers and phones redacted; cases
 * makes a case of them.
 */
export const raiseSocietyDemand = (context: Context, input: RaiseSocietyDemandInput) =>
  runCommand<ResultOf<'RaiseSocietyDemandResult'>>(context, {
    name: 'raiseSocietyDemand',
    input,
    work: async (em) => {
      const society = await lockActiveSociety(context, em, input.societyId, 'input.societyId');
      if (!(society instanceof Society)) return { result: society };
      const residentId = residentOf(context, input);
      if (residentId === undefined) {
        return {
          result: invalidInput(context.locale, 'input.residentId', {
            zh: '请填写诉求人：您的账号没有关联居民。',
            en: 'Say whose demand it is: your account belongs to no resident.',
          }),
        };
      }
      if (!isUuid(residentId)) return { result: wrongId(context, 'input.residentId') };
      const wrong =
        wrongLength(context, 'input.text', input.text, 4, 2_000) ??
        (input.place == null ? undefined : wrongLength(context, 'input.place', input.place, 1, 200)) ??
        (await wrongGrid(context, 'input.gridId', input.gridId, society.areaCode));
      if (wrong) return { result: wrong };

      const now = context.now();
      const demand = em.create(SocietyDemand, {
        id: context.newId(),
        societyId: society.id,
        areaCode: society.areaCode,
        gridId: input.gridId ?? null,
        residentId,
        text: input.text.trim(),
        place: input.place?.trim() ?? null,
        raisedByAccountId: callerAccount(context),
        raisedAt: now,
        version: 1,
      });
      await em.flush();
      const raised = {
        societyDemandId: demand.id,
        societyId: society.id,
        areaCode: society.areaCode,
        ...(demand.gridId == null ? {} : { gridId: demand.gridId }),
        residentId,
      };
      const told = {
        aggregateId: demand.id,
        aggregateVersion: demand.version,
        areaCode: demand.areaCode,
        occurredAt: now,
      };
      return {
        result: { __typename: 'RaiseSocietyDemandSuccess' as const, societyDemandId: demand.id },
        events: [
          eventDraft({ event: societyDemandRaised, ...told, data: raised }),
          eventDraft({
            event: societyDemandWorded,
            ...told,
            data: { ...raised, text: redact(demand.text), raisedByAccountId: demand.raisedByAccountId },
          }),
        ],
      };
    },
  });
