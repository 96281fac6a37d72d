import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';

import { checkDocuments } from './check-documents.ts';

const schema = buildSchema(`
  type Query { case(id: ID!): Case }
  type Case { id: ID! number: String! }
  input AcceptCaseInput { caseId: ID! serviceItemCode: ID! note: String }
`);

const check = (text: string) => checkDocuments(schema, [{ name: 'desk.graphql', text }]);

describe('checking documents', () => {
  it('finds nothing wrong with a document that the graph answers', () => {
    expect(check('query Desk($id: ID!) { case(id: $id) { id number } }')).toEqual([]);
  });

  it('names the line of a field that the graph does not have', () => {
    expect(check('query Desk($id: ID!) {\n  case(id: $id) { title }\n}')).toEqual([
      'desk.graphql: line 2: Cannot query field "title" on type "Case".',
    ]);
  });

  it('lets an input offer more than is used', () => {
    expect(check('input AcceptCaseInput { caseId: ID! serviceItemCode: ID! }')).toEqual([]);
  });

  it('refuses an input that lacks, retypes or newly demands a field', () => {
    expect(check('input AcceptCaseInput { caseId: ID urgency: String }')).toEqual([
      'desk.graphql: AcceptCaseInput.caseId is ID!, not ID.',
      'desk.graphql: The input AcceptCaseInput has no field urgency.',
      'desk.graphql: AcceptCaseInput.serviceItemCode is required, but no document gives it.',
    ]);
  });

  it('refuses an input that is not there', () => {
    expect(check('input CloseCaseInput { caseId: ID! }')).toEqual(['desk.graphql: There is no input CloseCaseInput.']);
  });
});
