import type { Permission } from '@gridloom/access';

import type { SubgraphContext } from '../context.ts';
import type { Bilingual } from '../locale.ts';
import type { FileStorage } from './file-storage.ts';
import type { StoredFile } from './stored-file.ts';

/** What files may be sent for, and which ones. */
export interface FilePurpose<C extends SubgraphContext = SubgraphContext> {
  /** In capitals, e.g. VISIT_PHOTO. */
  readonly name: string;
  readonly title: Bilingual;
  /** Who may send such files; absent: the service alone makes them. */
  readonly permission?: Permission;
  readonly maxBytes: number;
  /** What the bytes may turn out to be, whatever the sender says. */
  readonly types: readonly FileType[];
  /** Who besides the sender may read one, e.g. whoever sees the visit that it belongs to. */
  mayRead?(context: C, file: StoredFile): Promise<boolean>;
}

export type FileType =
  'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'application/pdf' | 'text/csv' | typeof XLSX_TYPE;

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The files of a subgraph. */
export interface FilesDefinition<C extends SubgraphContext = SubgraphContext> {
  readonly storage: FileStorage;
  readonly purposes: readonly FilePurpose<C>[];
}
