import type { ItemContent } from './item-content.ts';

/** What is granted to the grid, as the graph has it. */
export const grantsOf = ({ funds, staff, powers }: Pick<ItemContent, 'funds' | 'staff' | 'powers'>) => ({
  funds: funds ?? null,
  staff: staff ?? null,
  powers: powers ?? null,
});

/** A reference to a body, which organization answers. */
export const organizationOf = (id: string) => ({ __typename: 'Organization', id }) as const;
