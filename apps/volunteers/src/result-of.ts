import type { ResolversTypes, ResolversUnionTypes } from './generated/resolvers.ts';

type Unions = ResolversUnionTypes<ResolversTypes>;

/** What a command gives back: the members of its mutation's result union, entities by id. */
export type ResultOf<Mutation extends keyof Unions> = Unions[Mutation];
