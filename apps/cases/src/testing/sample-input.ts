import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';

const scalars: Readonly<Record<string, unknown>> = {
  ID: '7d000000-0000-4000-8000-000000000003',
  String: '路灯不亮，请派人来看看',
  Int: 1,
  Float: 1,
  Boolean: true,
  Date: '2026-03-02',
  DateTime: '2026-03-02T02:00:00Z',
};

/** A value of an input type with no more than what has to be there: the schema lets it in, whatever the command thinks of it. */
export const sampleInput = (type: GraphQLInputType): unknown => {
  const named = getNullableType(type);
  if (isListType(named)) return [sampleInput(named.ofType)];
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (!isInputObjectType(named)) return scalars[named.name];
  const needed = Object.values(named.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(needed.map((field) => [field.name, sampleInput(field.type)]));
};
