import type { SqlExecutor } from '@gridloom/service-kit';

export const answerKinds = ['IN_ORDER', 'YES_NO', 'CHOICE', 'NUMBER', 'TEXT'] as const;
export type AnswerKind = (typeof answerKinds)[number];

export const photoRules = ['NONE', 'OPTIONAL', 'IF_NOT_IN_ORDER', 'ALWAYS'] as const;
export type PhotoRule = (typeof photoRules)[number];

/** What is looked at on a visit. */
export interface ChecklistItem {
  readonly item: string;
  readonly label: string;
  /** Finding it in order confirms that the household's records are right. */
  readonly verifiesData: boolean;
  readonly answerKind: AnswerKind;
  readonly choices: readonly string[];
  readonly unit: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly required: boolean;
  readonly photo: PhotoRule;
}

/** A version of the county's checklist; the newest one that has begun is in force. */
export interface Checklist {
  readonly version: number;
  readonly validFrom: string;
  readonly items: readonly ChecklistItem[];
}

/** All versions, the oldest first. */
export const loadChecklists = async (sql: SqlExecutor): Promise<readonly Checklist[]> => {
  const rows = await sql(
    `select c.version, c.valid_from::text as valid_from, i.item, i.label, i.verifies_data, i.answer_kind, i.choices, i.unit,
       i.minimum, i.maximum, i.required, i.photo
     from visit_checklist c left join visit_checklist_item i on i.checklist_version = c.version
     order by c.valid_from, c.version, i.position`,
  );
  const versions = new Map<number, { version: number; validFrom: string; items: ChecklistItem[] }>();
  for (const row of rows) {
    const version = row.version as number;
    const list = versions.get(version) ?? { version, validFrom: row.valid_from as string, items: [] };
    versions.set(version, list);
    if (row.item === null) continue;
    list.items.push({
      item: row.item as string,
      label: row.label as string,
      verifiesData: row.verifies_data as boolean,
      answerKind: row.answer_kind as AnswerKind,
      choices: row.choices as string[],
      unit: row.unit as string | null,
      minimum: row.minimum as number | null,
      maximum: row.maximum as number | null,
      required: row.required as boolean,
      photo: row.photo as PhotoRule,
    });
  }
  return [...versions.values()];
};

/** The version that was in force on a day; the first one for any day before. Undefined where the county has none. */
export const checklistOn = (versions: readonly Checklist[], day: string): Checklist | undefined =>
  versions.filter(({ validFrom }) => validFrom <= day).at(-1) ?? versions[0];
