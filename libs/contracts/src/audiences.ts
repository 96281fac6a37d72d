/** Everybody with the right to listen: the other subgraphs and the data teams. */
export const SUBGRAPHS_AND_DATA_TEAMS = 'Every subgraph and the data teams';

/** Residents' own words: granted by name, never to data teams. */
export const NAMED_CONSUMERS = 'Named consumers alone: the cases subgraph. Never data teams';
