import type { SqlExecutor } from '@gridloom/service-kit';

import { hashCode, newEvaluationCode, writeCode } from './evaluation-code.ts';

const DAY_MS = 86_400_000;
/** How long a code holds, and how often a wrong one may be tried. */
export const codeRules = { days: 14, tries: 5 } as const;

export interface IssuedCode {
  readonly id: string;
  /** Told once; only its hash is kept. */
  readonly code: string;
  readonly expiresAt: Date;
}

/** A new one-time code for a complainant; one that was given out before and not used holds no longer. */
export const issueEvaluationCode = async (
  { newId, now }: { readonly newId: () => string; readonly now: () => Date },
  sql: SqlExecutor,
  complainant: { readonly id: string; readonly caseId: string },
): Promise<IssuedCode> => {
  const at = now();
  await sql(
    'update evaluation_code set revoked_at = $2 where complainant_id = $1 and used_at is null and revoked_at is null',
    [complainant.id, at],
  );
  const issued = { id: newId(), expiresAt: new Date(at.getTime() + codeRules.days * DAY_MS) };
  const code = newEvaluationCode();
  await sql(
    `insert into evaluation_code (id, locator, code_hash, case_id, complainant_id, created_at, expires_at, tries_left)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      issued.id,
      code.locator,
      hashCode(code),
      complainant.caseId,
      complainant.id,
      at,
      issued.expiresAt,
      codeRules.tries,
    ],
  );
  return { ...issued, code: writeCode(code) };
};
