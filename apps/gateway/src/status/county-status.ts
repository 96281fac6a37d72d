import type { ServiceStatus } from '@gridloom/service-kit';

export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

/** One row of the status page: what the service says of itself, or why it says nothing. */
export type SubgraphStatus =
  | { readonly name: string; readonly reachable: true; readonly status: ServiceStatus }
  | { readonly name: string; readonly reachable: false };

export interface CountyStatus {
  readonly ready: boolean;
  readonly gateway: { readonly residentBytes: number; readonly uptimeSeconds: number };
  readonly subgraphs: readonly SubgraphStatus[];
}

const ask = async ({ name, url }: SubgraphAddress): Promise<SubgraphStatus> => {
  try {
    const answer = await fetch(new URL('/status', url), { signal: AbortSignal.timeout(3_000) });
    return { name, reachable: true, status: (await answer.json()) as ServiceStatus };
  } catch {
    return { name, reachable: false };
  }
};

/** Asks every subgraph how it is. */
export const countyStatus = async (subgraphs: readonly SubgraphAddress[]): Promise<CountyStatus> => {
  const answers = await Promise.all(subgraphs.map(ask));
  return {
    ready: answers.every((answer) => answer.reachable && answer.status.ready),
    gateway: { residentBytes: process.memoryUsage.rss(), uptimeSeconds: Math.round(process.uptime()) },
    subgraphs: answers,
  };
};
