import type { Context } from '../context.ts';
import type { ArchiveCaseInput, CloseCaseInput, ReopenCaseInput } from '../generated/resolvers.ts';
import { Complainant } from './complainant.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The office closes a verified case where nobody can be asked (结案). */
export const closeCase = (context: Context, input: CloseCaseInput) =>
  runCaseCommand<'CloseCase', never>(context, {
    name: 'CloseCase',
    action: 'CLOSE',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.close(by, rules)),
  });

/** A complainant, or the office, opens a closed case again (重新办理). */
export const reopenCase = (context: Context, input: ReopenCaseInput) =>
  runCaseCommand<'ReopenCase', never>(context, {
    name: 'ReopenCase',
    action: 'REOPEN',
    input,
    work: async (file, { em, by, rules }) => {
      const residentId = context.caller.kind === 'account' ? context.caller.residentId : undefined;
      const own = residentId ? await em.findOne(Complainant, { caseId: file.id, residentId }) : null;
      return file.reopen(by, rules, own?.id ?? null);
    },
  });

/** Into the archive (归档), by hand. */
export const archiveCase = (context: Context, input: ArchiveCaseInput) =>
  runCaseCommand<'ArchiveCase', never>(context, {
    name: 'ArchiveCase',
    action: 'ARCHIVE',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.archive(by, rules)),
  });
