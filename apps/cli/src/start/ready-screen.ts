export interface ReadyFacts {
  readonly county: string;
  readonly gatewayUrl: string;
  readonly issuerUrl: string;
  readonly infra: string;
  readonly brokers: readonly string[];
  readonly postgresPort: string;
  readonly services: readonly { readonly name: string; readonly url: string }[];
  readonly logs: string;
  readonly seconds: number;
  /** A village whose people can sign in. */
  readonly village: string;
  readonly detached: boolean;
}

/** The one screen after a start: what runs where, how to sign in, a first query. */
export const readyScreen = (facts: ReadyFacts): string => {
  const services = facts.services.map(({ name, url }) => `    ${name.padEnd(14)} ${url}`).join('\n');
  return `
织网 Gridloom · ${facts.county} 就绪 ready (${facts.seconds.toFixed(0)} s)

  查询台 GraphiQL     ${facts.gatewayUrl}/graphql
  运行状态 Status     ${facts.gatewayUrl}/
  登录 Sign-in        ${facts.issuerUrl}
  Kafka               ${facts.brokers.join(', ')}
  PostgreSQL          ${facts.postgresPort} (${facts.infra})
${services}
  日志 Logs           ${facts.logs}

  取一名网格员的令牌 A token of a grid worker:
    npm run --silent token -- --role GRID_WORKER --jurisdiction ${facts.village}

  第一个查询 A first query:
    curl -s ${facts.gatewayUrl}/graphql -H 'content-type: application/json' \\
      -d '{"query":"{ area(code: \\"${facts.village.slice(0, 6)}\\") { name gridStatistics { total } caseStatistics { accepted closed closingRate } } }"}'

  停止 Stop           ${facts.detached ? 'npm run stop' : 'Ctrl-C'}
`;
};
