import { visit, type DocumentNode } from 'graphql';

/**
 * Takes directives of our own out of an SDL document: their definitions, every use, and the types that only they use. What
 * they say is for the subgraph that enforces it, not for readers of the graph.
 */
export function hideDirectives(document: DocumentNode, names: readonly string[]): DocumentNode {
  const argumentTypes = new Set<string>();
  const without = visit(document, {
    Directive: (node) => (names.includes(node.name.value) ? null : undefined),
    DirectiveDefinition: (node) => {
      if (!names.includes(node.name.value)) return undefined;
      visit(node, { NamedType: (type) => void argumentTypes.add(type.name.value) });
      return null;
    },
  });
  visit(without, { NamedType: (type) => void argumentTypes.delete(type.name.value) });
  return visit(without, {
    EnumTypeDefinition: (node) => (argumentTypes.has(node.name.value) ? null : undefined),
    InputObjectTypeDefinition: (node) => (argumentTypes.has(node.name.value) ? null : undefined),
  });
}
