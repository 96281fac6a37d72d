/** What a subgraph says of itself at /status: no personal data. */
export interface ServiceStatus {
  readonly service: string;
  readonly ready: boolean;
  /** What readiness waits for, in words; empty when ready. */
  readonly waitingFor: readonly string[];
  readonly database: { readonly reachable: boolean; readonly pendingMigrations: readonly string[] };
  readonly projections: readonly { readonly topic: string; readonly caughtUp: boolean }[];
  readonly consumers: readonly { readonly group: string; readonly healthy: boolean; readonly lag: number }[];
  readonly outbox: { readonly pending: number };
  readonly snapshots: readonly {
    readonly topic: string;
    readonly published: number;
    readonly total: number;
    readonly finished: boolean;
  }[];
  readonly residentBytes: number;
}
