import type { SqlExecutor } from '@gridloom/service-kit';

/** Why a handler may send a case back (退单原因), as the county has it. */
export interface ReturnReason {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Whether it disputes whose duty the case is: so many of these, and the territory covers (属地兜底). */
  readonly dispute: boolean;
  readonly active: boolean;
}

const toReason = (row: Record<string, unknown>): ReturnReason => ({
  code: row.code as string,
  nameZh: row.name_zh as string,
  nameEn: row.name_en as string,
  dispute: row.dispute as boolean,
  active: row.active as boolean,
});

/** The county's list, in its order, those no longer in use left out. */
export const listReturnReasons = async (sql: SqlExecutor): Promise<ReturnReason[]> => {
  const rows = await sql(
    'select code, name_zh, name_en, dispute, active from case_return_reason where active order by position',
  );
  return rows.map(toReason);
};
