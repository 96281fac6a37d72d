import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openFileStorage } from '@gridloom/service-kit';

/** Where tests keep the files of imports and exports; the same as the subgraph of the tests. */
export const testStorage = () =>
  openFileStorage({ kind: 'folder', path: join(tmpdir(), `gridloom-cases-${String(process.pid)}`) });
