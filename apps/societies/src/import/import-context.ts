import type { AreaTree } from '@gridloom/service-kit';

/** What the importers of societies need to know besides the records. */
export interface SocietiesImportContext {
  readonly areas: AreaTree;
}
