import {
  isInputObjectType,
  isRequiredInputField,
  Kind,
  parse,
  print,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type InputObjectTypeDefinitionNode,
} from 'graphql';

/** A document that front ends send, or the inputs that they use. */
export interface NamedDocument {
  readonly name: string;
  readonly text: string;
}

/** What is wrong with the documents against the schema that callers see; one sentence each, none when all is well. */
export function checkDocuments(schema: GraphQLSchema, documents: readonly NamedDocument[]): string[] {
  return documents.flatMap(({ name, text }) => {
    const document = parse(text);
    return problemsOf(schema, document).map((problem) => `${name}: ${problem}`);
  });
}

function problemsOf(schema: GraphQLSchema, document: DocumentNode): string[] {
  const inputs = document.definitions.filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION);
  if (inputs.length > 0) return inputs.flatMap((input) => inputProblems(schema, input));
  return validate(schema, document).map((error) => {
    const line = error.locations?.[0]?.line;
    return line === undefined ? error.message : `line ${line}: ${error.message}`;
  });
}

/** An input may offer more than the front ends use, but may neither lack nor retype a field, nor ask for one more. */
function inputProblems(schema: GraphQLSchema, expected: InputObjectTypeDefinitionNode): string[] {
  const name = expected.name.value;
  const actual = schema.getType(name);
  if (!isInputObjectType(actual)) return [`There is no input ${name}.`];
  const fields = actual.getFields();
  const used = new Map((expected.fields ?? []).map((field) => [field.name.value, print(field.type)]));
  const wrong = [...used].flatMap(([field, type]) => {
    const found = fields[field];
    if (!found) return [`The input ${name} has no field ${field}.`];
    const given = String(found.type);
    return given === type ? [] : [`${name}.${field} is ${given}, not ${type}.`];
  });
  const demanded = Object.values(fields)
    .filter((field) => isRequiredInputField(field) && !used.has(field.name))
    .map((field) => `${name}.${field.name} is required, but no document gives it.`);
  return [...wrong, ...demanded];
}
