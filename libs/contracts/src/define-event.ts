import { z } from 'zod';
import { openForm } from './open-form.ts';

/** What happened (kept for a time), the newest whole state (compacted), or what only named consumers may read. */
export type TopicKind = 'events' | 'state' | 'restricted';

/** `gridloom.<subgraph>.<aggregate>.<what happened>.v<major>` */
export type EventTypeName = `gridloom.${string}.${string}.${string}`;

/** One type of event in one major version: its form and what its readers need to know. */
export type EventDefinition<Data extends object = object> = {
  readonly type: EventTypeName;
  readonly subgraph: string;
  readonly aggregate: string;
  readonly happened: string;
  readonly version: number;
  readonly topicKind: TopicKind;
  /** Without a prefix: `gridloom.<subgraph>.<aggregate>.<kind>`. */
  readonly topic: string;
  /** The value of `ce_dataschema`. */
  readonly dataSchema: string;
  readonly owner: string;
  readonly audience: string;
  /** The field of `data` that equals the message's key, within which order is kept. */
  readonly orderingKey: string;
  readonly firesWhen: string;
  readonly firesNotWhen: string;
  /** The closed form. */
  readonly schema: z.ZodObject;
  /** For writers: throws `EventDataError` for a missing, malformed or unknown field. */
  readonly parseClosed: (data: unknown) => Data;
  /** For readers: throws `EventDataError` for a missing or malformed field, leaves unknown ones out. */
  readonly parseOpen: (data: unknown) => Data;
};

/** The payload of an event: `EventData<typeof caseDispatched>`. */
export type EventData<Definition extends EventDefinition> =
  Definition extends EventDefinition<infer Data> ? Data : never;

/** Thrown when a payload does not have the form of its type; the message names fields, never values. */
export class EventDataError extends Error {
  override readonly name = 'EventDataError';
  readonly type: string;
  readonly problems: readonly string[];

  constructor(type: string, problems: readonly string[]) {
    super(`The payload is no ${type}: ${problems.join('; ')}`);
    this.type = type;
    this.problems = problems;
  }
}

const TYPE = /^gridloom\.([a-z]+)\.([a-z]+(?:-[a-z]+)*)\.([a-z]+(?:-[a-z]+)*)\.v([1-9][0-9]*)$/;

/** Declares an event; throws at once when its name or its ordering key is malformed. */
export function defineEvent<Shape extends z.ZodRawShape>(definition: {
  type: EventTypeName;
  topicKind: TopicKind;
  owner: string;
  audience: string;
  orderingKey: string;
  firesWhen: string;
  firesNotWhen: string;
  data: z.ZodObject<Shape, z.core.$strict>;
}): EventDefinition<z.output<z.ZodObject<Shape, z.core.$strict>>> {
  type Data = z.output<z.ZodObject<Shape, z.core.$strict>>;
  const { type, topicKind, data, ...told } = definition;
  const [, subgraph, aggregate, happened, version] = TYPE.exec(type) ?? [];
  if (subgraph === undefined || aggregate === undefined || happened === undefined || version === undefined) {
    throw new Error(`${type} is no event type: gridloom.<subgraph>.<aggregate>.<what happened>.v<major>`);
  }
  if ((happened === 'state') !== (topicKind === 'state')) {
    throw new Error(`${type}: types named state, and no others, belong on a state topic`);
  }
  const key = data.shape[told.orderingKey];
  if (key === undefined || key instanceof z.ZodOptional) {
    throw new Error(`${type}: its ordering key ${told.orderingKey} is no required field`);
  }
  const open = openForm(data);
  return {
    ...told,
    type,
    subgraph,
    aggregate,
    happened,
    version: Number(version),
    topicKind,
    topic: `gridloom.${subgraph}.${aggregate}.${topicKind}`,
    dataSchema: `urn:gridloom:schema:${type}`,
    schema: data,
    parseClosed: (value) => parse(type, data, value),
    parseOpen: (value) => parse(type, open, value) as Data,
  };
}

function parse<Schema extends z.ZodType>(type: string, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new EventDataError(
    type,
    result.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'payload'}: ${issue.message}`),
  );
}
