import { GraphQLError } from 'graphql';

/** The closed set of codes of a refusal. A refusal tells nothing about what exists. */
export type RefusalCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'LIMIT_EXCEEDED';

/** Thrown when a caller may not do or ask this at all; expected outcomes are data instead (members of a result union). */
export class Refused extends GraphQLError {
  constructor(code: RefusalCode, message: string) {
    super(message, { extensions: { code } });
    this.name = 'Refused';
  }
}
