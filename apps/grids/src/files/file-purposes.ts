import { transferFilePurposes, type FilePurpose } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { errandDocumentPurpose } from '../errand/errand-documents.ts';
import { hazardPhotoPurpose } from '../hazard/hazard-photos.ts';
import { visitPhotoPurpose } from '../visit/visit-photos.ts';

/** What files are sent to grids for. */
export const filePurposes: readonly FilePurpose<Context>[] = [
  ...transferFilePurposes,
  visitPhotoPurpose,
  hazardPhotoPurpose,
  errandDocumentPurpose,
];
