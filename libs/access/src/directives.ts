import {
  defaultFieldResolver,
  GraphQLObjectType,
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';

import { maskAddress, maskIdNumber, maskName, maskPhone, redact } from './masking.ts';
import { Refused } from './refused.ts';
import { isPermission, type Permission } from './rights.ts';
import type { Caller } from './roles.ts';
import { holds } from './scope.ts';

export type Mask = 'NAME' | 'PHONE' | 'ID_NUMBER' | 'ADDRESS' | 'TEXT';

/** What the transform needs of a request's context. */
export interface AccessContext {
  readonly caller: Caller;
  readonly locale: 'zh' | 'en';
  /** Whether this very value may be shown whole to the caller; absent means never. */
  readonly reveals?: (parent: object, field: string, mask: Mask) => boolean;
}

/** How a field is guarded: by a permission, or not at all. */
export type Guard = { readonly kind: 'public' } | { readonly kind: 'auth'; readonly permission: Permission };

const masks: Record<Mask, (value: string) => string> = {
  NAME: maskName,
  PHONE: maskPhone,
  ID_NUMBER: maskIdNumber,
  ADDRESS: maskAddress,
  TEXT: redact,
};

/** A value as those see it who may not see it whole. */
export const maskValue = (mask: Mask, value: string): string => masks[mask](value);

const directive = (nodes: readonly { directives?: readonly ConstDirectiveNode[] | undefined }[], name: string) =>
  nodes.flatMap((node) => node.directives ?? []).find((candidate) => candidate.name.value === name);

const argument = (node: ConstDirectiveNode, name: string): string | undefined => {
  const value = node.arguments?.find((candidate) => candidate.name.value === name)?.value;
  return value && 'value' in value && typeof value.value === 'string' ? value.value : undefined;
};

const guardOf = (nodes: readonly { directives?: readonly ConstDirectiveNode[] | undefined }[]): Guard | undefined => {
  const auth = directive(nodes, 'auth');
  if (auth) {
    const permission = argument(auth, 'permission') ?? '';
    if (!isPermission(permission)) throw new TypeError(`@auth names an unknown permission: ${permission}`);
    return { kind: 'auth', permission };
  }
  return directive(nodes, 'public') ? { kind: 'public' } : undefined;
};

const nodesOf = (type: GraphQLObjectType) => [...(type.astNode ? [type.astNode] : []), ...type.extensionASTNodes];

/** The guard of a type as a whole, if it carries one. */
export const typeGuard = (type: GraphQLObjectType): Guard | undefined => guardOf(nodesOf(type));

/** The guard of a field: its own, else its type's. Undefined means unmarked, which a test refuses. */
export const fieldGuard = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Guard | undefined =>
  guardOf(field.astNode ? [field.astNode] : []) ?? typeGuard(type);

const isOwn = (type: { name: string }) => !type.name.startsWith('__') && type.name !== '_Service';

/** Fields that carry neither `@auth` nor `@public`, as `Type.field`; federation's own are left out. */
export const unmarkedFields = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(isOwn)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => !field.name.startsWith('_') && fieldGuard(type, field) === undefined)
        .map((field) => `${type.name}.${field.name}`),
    )
    .sort();

const allowed = (context: AccessContext, guard: Guard) =>
  guard.kind === 'public' || holds(context.caller, guard.permission);

const refusal = (context: AccessContext) => {
  const zh = context.locale === 'zh';
  return context.caller.kind === 'anonymous'
    ? new Refused('UNAUTHENTICATED', zh ? '请先登录。' : 'Sign in first.')
    : new Refused('FORBIDDEN', zh ? '您的角色无权使用此项。' : 'Your roles do not allow this.');
};

const guarded = (
  resolve: GraphQLFieldResolver<unknown, AccessContext>,
  guard: Guard,
): GraphQLFieldResolver<unknown, AccessContext> =>
  guard.kind === 'public'
    ? resolve
    : (source, args: unknown, context, info) => {
        if (!allowed(context, guard)) throw refusal(context);
        return resolve(source, args, context, info);
      };

const masked = (
  resolve: GraphQLFieldResolver<unknown, AccessContext>,
  mask: Mask,
): GraphQLFieldResolver<unknown, AccessContext> => {
  const hide = masks[mask];
  return (source, args: unknown, context, info) => {
    const show = (value: unknown) => {
      if (typeof value !== 'string') return value;
      const whole =
        typeof source === 'object' && source !== null && context.reveals?.(source, info.fieldName, mask) === true;
      return whole ? value : hide(value);
    };
    const value: unknown = resolve(source, args, context, info);
    return value instanceof Promise ? value.then(show) : show(value);
  };
};

type ReferenceResolver = (reference: unknown, context: AccessContext, info: unknown) => unknown;

interface FederationExtensions {
  apollo?: { subgraph?: { resolveReference?: ReferenceResolver } };
}

/**
 * Puts `@auth`, `@public` and `@sensitive` to work on a subgraph's schema, in place: fields refuse, sensitive values are
 * masked, `__resolveReference` gives null to whoever may read nothing of the type (it never throws, ADR on references).
 * Throws where a field is unmarked or names an unknown permission.
 */
export const enforceAccess = (schema: GraphQLSchema): GraphQLSchema => {
  const unmarked = unmarkedFields(schema);
  if (unmarked.length > 0) throw new TypeError(`Fields without @auth or @public: ${unmarked.join(', ')}`);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLObjectType) || !isOwn(type)) continue;
    let readable = false;
    for (const field of Object.values(type.getFields())) {
      const guard = fieldGuard(type, field);
      if (!guard) continue;
      if (guard.kind === 'public') readable = true;
      let resolve: GraphQLFieldResolver<unknown, AccessContext> = field.resolve ?? defaultFieldResolver;
      const sensitive = directive(field.astNode ? [field.astNode] : [], 'sensitive');
      if (sensitive) resolve = masked(resolve, argument(sensitive, 'mask') as Mask);
      field.resolve = guarded(resolve, guard);
    }
    guardReference(type, readable);
  }
  return schema;
};

const guardReference = (type: GraphQLObjectType, hasPublicFields: boolean) => {
  const extensions = type.extensions as FederationExtensions;
  const resolveReference = extensions.apollo?.subgraph?.resolveReference;
  if (!resolveReference || !extensions.apollo?.subgraph) return;
  const guard = typeGuard(type);
  extensions.apollo.subgraph.resolveReference = (reference, context, info) =>
    hasPublicFields || !guard || allowed(context, guard) ? resolveReference(reference, context, info) : null;
};
