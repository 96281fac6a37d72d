import { CommandProblem } from '../command-problem.ts';

/** What a new subgraph and its first aggregate are called, in every form that files need. */
export interface Names {
  /** The subgraph: `parcels`. */
  readonly name: string;
  readonly Name: string;
  /** The aggregate, as in file names: `parcel`. */
  readonly aggregate: string;
  readonly Aggregate: string;
  readonly camel: string;
  /** Table of the aggregate. */
  readonly table: string;
  /** Field that lists the aggregates. */
  readonly list: string;
  /** The Chinese term. */
  readonly term: string;
}

// words of TypeScript and of SQL that name neither a constant nor a table
const reserved = new Set(
  `all and any array as await between both break case cast catch check class collate column const constraint continue create
   cross debugger default delete desc distinct do else end enum except export extends false fetch finally for foreign from
   function grant group having if implements import in inner instanceof interface into is join lateral leading left let like
   limit natural new not null offset on only or order outer package primary private protected public references return right
   select set some static super switch table then this throw to trailing true try typeof union unique user using var void when
   where while window with yield`.split(/\s+/),
);

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const singular = (word: string) => {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
};

/**
 * Works out all names from the subgraph's name.
 * @throws CommandProblem for a name that a topic, a database or a GraphQL type cannot have
 */
export function namesOf(name: string, options: { readonly aggregate?: string; readonly term?: string } = {}): Names {
  if (!/^[a-z]{3,30}$/.test(name)) {
    throw new CommandProblem(
      `${name} cannot name a subgraph: topics and databases carry the name. Take 3 to 30 small letters, e.g. parcels.`,
    );
  }
  const aggregate = options.aggregate ?? singular(name);
  if (!/^[a-z]{2,20}(-[a-z]{2,20})*$/.test(aggregate) || reserved.has(aggregate)) {
    throw new CommandProblem(
      `${aggregate} cannot name an aggregate: take small letters and hyphens, no word of SQL or TypeScript, e.g. parcel-sale.`,
    );
  }
  const Aggregate = aggregate.split('-').map(capital).join('');
  const camel = Aggregate.charAt(0).toLowerCase() + Aggregate.slice(1);
  return {
    name,
    Name: capital(name),
    aggregate,
    Aggregate,
    camel,
    table: aggregate.replaceAll('-', '_'),
    list: singular(name) === camel && name !== camel ? name : `${camel}List`,
    term: options.term ?? camel,
  };
}
