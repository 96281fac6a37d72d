import {
  conflict,
  invalidInput,
  notFound,
  type Bilingual,
  type Conflict,
  type InvalidInput,
  type Locale,
  type NotFound,
} from '@gridloom/service-kit';

export type Problem = InvalidInput | NotFound | Conflict;

/**
 * Thrown by a change of people or housing that cannot be made; carries the expected error. Whoever runs the change turns it into
 * the result of the mutation, and nothing of the transaction stays.
 */
export class PeopleProblem extends Error {
  override readonly name = 'PeopleProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Speaker {
  readonly locale: Locale;
}

/** A field's value is not allowed: the message names the field and what is. @throws PeopleProblem */
export const refuseInput = ({ locale }: Speaker, field: string, message: Bilingual, allowed?: string): never => {
  const last = field.split('.').at(-1) ?? field;
  throw new PeopleProblem(
    invalidInput(locale, field, { zh: `${last}：${message.zh}`, en: `${last}: ${message.en}` }, allowed),
  );
};

/** What a field names does not exist, or not for the caller. @throws PeopleProblem */
export const refuseMissing = ({ locale }: Speaker, field: string, message?: Bilingual): never => {
  throw new PeopleProblem(notFound(locale, field, message));
};

/** Things stand in another way than the change supposes. @throws PeopleProblem */
export const refuseConflict = ({ locale }: Speaker, message: Bilingual): never => {
  throw new PeopleProblem(conflict(locale, message));
};
