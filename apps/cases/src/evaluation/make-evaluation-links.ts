import type { SqlExecutor } from '@gridloom/service-kit';

import type { EvaluationLink } from '../webhook/webhook-payload.ts';
import { issueEvaluationCode } from './issue-evaluation-code.ts';

/** A link with a new one-time code for each complainant who has not answered yet. The code stands behind `#`: no server's log has it. */
export const makeEvaluationLinks = async (
  tools: { readonly newId: () => string; readonly now: () => Date },
  sql: SqlExecutor,
  caseId: string,
  page: string,
): Promise<EvaluationLink[]> => {
  const rows = await sql(
    `select c.id::text, c.resident_id::text from case_complainant c join case_file f on f.id = c.case_id
     where c.case_id = $1 and c.evaluated_at is null and f.status in ('VERIFIED', 'CLOSED') order by c.position`,
    [caseId],
  );
  const links: EvaluationLink[] = [];
  for (const row of rows) {
    const { code, expiresAt } = await issueEvaluationCode(tools, sql, { id: row.id as string, caseId });
    links.push({
      complainantId: row.id as string,
      ...(row.resident_id ? { residentId: row.resident_id as string } : {}),
      url: `${page}#${code}`,
      expiresAt: expiresAt.toISOString(),
    });
  }
  return links;
};
