import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { RecallWhistleInput, ReleaseWhistleInput } from '../generated/resolvers.ts';
import { loadOrganization } from '../organization/handlers.ts';
import { noteInCase } from './convene.ts';
import { runWhistleCommand } from './run-whistle-command.ts';

/** The caller lets the bodies go (解除): all have told their outcome, or the caller says why not. */
export const releaseWhistle = (context: Context, input: ReleaseWhistleInput) =>
  runWhistleCommand<'ReleaseWhistle', InvalidInput>(context, {
    name: 'ReleaseWhistle',
    action: 'RELEASE',
    input,
    words: { field: 'input.note', text: input.note, needed: false },
    work: async (whistle, tools) => {
      const missing = tools.answers.filter(({ outcomeAt }) => !outcomeAt);
      if (missing.length > 0 && !tools.by.note) {
        const names = await Promise.all(
          missing.map(async ({ organizationId }) => (await loadOrganization(context, organizationId))?.name ?? ''),
        );
        return invalidInput(context.locale, 'input.note', {
          zh: `尚未填报结果：${names.join('、')}；请说明解除的理由。`,
          en: `No outcome yet from ${names.join(', ')}: say why they are let go.`,
        });
      }
      const step = whistle.release(tools.by);
      return { steps: [step], events: await noteInCase(tools, whistle, 'WHISTLE_ENDED', tools.by) };
    },
  });

/** The caller takes a whistle back (撤回) before anybody had to come. */
export const recallWhistle = (context: Context, input: RecallWhistleInput) =>
  runWhistleCommand<'RecallWhistle', never>(context, {
    name: 'RecallWhistle',
    action: 'RECALL',
    input,
    words: { field: 'input.reason', text: input.reason, needed: true },
    work: async (whistle, tools) => {
      const lasted = whistle.isLasting();
      const step = whistle.recall(tools.by);
      return {
        steps: [step],
        events: lasted ? await noteInCase(tools, whistle, 'WHISTLE_ENDED', tools.by) : [],
      };
    },
  });
