import type { SqlExecutor } from '@gridloom/service-kit';

import type { AnswerKind, PhotoRule } from './checklist.ts';

interface NewItem {
  readonly item: string;
  readonly label: string;
  readonly verifiesData?: boolean | null | undefined;
  readonly answerKind?: AnswerKind | null | undefined;
  readonly choices?: readonly string[] | null | undefined;
  readonly unit?: string | null | undefined;
  readonly minimum?: number | null | undefined;
  readonly maximum?: number | null | undefined;
  readonly required?: boolean | null | undefined;
  readonly photo?: PhotoRule | null | undefined;
}

/** The items of a version of the checklist, in order. */
export const writeChecklistItems = async (
  sql: SqlExecutor,
  version: number,
  items: readonly NewItem[],
): Promise<void> => {
  await sql(
    `insert into visit_checklist_item
       (checklist_version, position, item, label, verifies_data, answer_kind, choices, unit, minimum, maximum, required, photo)
     select $1, i.position::int, i.value->>'item', i.value->>'label', (i.value->>'verifiesData')::boolean, i.value->>'answerKind',
       array(select jsonb_array_elements_text(i.value->'choices')), i.value->>'unit', (i.value->>'minimum')::float8,
       (i.value->>'maximum')::float8, (i.value->>'required')::boolean, i.value->>'photo'
     from jsonb_array_elements($2::jsonb) with ordinality as i (value, position)`,
    [
      version,
      JSON.stringify(
        items.map((item) => ({
          item: item.item,
          label: item.label,
          verifiesData: item.verifiesData ?? false,
          answerKind: item.answerKind ?? 'IN_ORDER',
          choices: item.choices ?? [],
          unit: item.unit ?? null,
          minimum: item.minimum ?? null,
          maximum: item.maximum ?? null,
          required: item.required ?? false,
          photo: item.photo ?? 'NONE',
        })),
      ),
    ],
  );
};
