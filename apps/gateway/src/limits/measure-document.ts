import {
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large a document is before it runs. */
export interface DocumentSize {
  /** Deepest field, 1 for a root field. Introspection does not count. */
  readonly depth: number;
  readonly aliases: number;
  /** Objects and leaves asked for if every list is as long as its page size allows. */
  readonly cost: number;
  /** The largest `first`, with the field that asks for it; 0 where there is none. */
  readonly largestPage: { readonly first: number; readonly field: string };
  /** The smallest `first`: a page of nothing or less is refused too. */
  readonly smallestPage: { readonly first: number; readonly field: string };
}

type Variables = Readonly<Record<string, unknown>>;

const firstOf = (field: FieldNode, variables: Variables): number | undefined => {
  const argument = field.arguments?.find((candidate) => candidate.name.value === 'first');
  if (!argument) return undefined;
  const value: unknown = valueFromASTUntyped(argument.value, variables);
  return typeof value === 'number' ? value : undefined;
};

/**
 * Measures an operation with its variables; the document has passed validation, so its fragments make no circles.
 * Lists without `first` count as one: what may be long is a connection, by the schema's convention.
 */
export const measureDocument = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): DocumentSize => {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const size = {
    depth: 0,
    aliases: 0,
    cost: 0,
    largestPage: { first: 0, field: '' },
    smallestPage: { first: Number.MAX_SAFE_INTEGER, field: '' },
  };
  const visit = (selections: SelectionSetNode, depth: number, times: number): void => {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, depth, times);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet, depth, times);
      } else if (!selection.name.value.startsWith('__')) {
        if (selection.alias) size.aliases += 1;
        size.depth = Math.max(size.depth, depth);
        size.cost += times;
        const first = firstOf(selection, variables);
        const field = selection.name.value;
        if (first !== undefined && first > size.largestPage.first) size.largestPage = { first, field };
        if (first !== undefined && first < size.smallestPage.first) size.smallestPage = { first, field };
        if (selection.selectionSet) visit(selection.selectionSet, depth + 1, times * Math.max(1, first ?? 1));
      }
    }
  };
  visit(operation.selectionSet, 1, 1);
  return size;
};
