import type { CaseParty } from '../flow/flow-words.ts';
import type { CaseDeadline } from './case-deadline.ts';

/** Who has to act while a clock of a stage runs. */
export const responsibleParty = ({ stage }: Pick<CaseDeadline, 'stage'>): CaseParty => {
  if (stage === 'TAKE_UP' || stage === 'HANDLE') return 'HANDLER';
  return stage === 'VERIFY' ? 'GRID' : 'OFFICE';
};
