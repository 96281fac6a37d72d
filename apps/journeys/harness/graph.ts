import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { Kind, parse, print, type DocumentNode } from 'graphql';

import { journeyAddresses } from './config.ts';

export interface Answer {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly code: string }[];
}

/** What stands at a path of an answer, e.g. `at(data, 'visit.demands.0.case.id')`; undefined where there is nothing. */
export const at = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      data,
    );

/** The text at a path. @throws Error that shows the answer where there is none */
export const textAt = (data: unknown, path: string): string => {
  const value = at(data, path);
  if (typeof value !== 'string') throw new Error(`No text at ${path} of ${JSON.stringify(data)}`);
  return value;
};

/** The list at a path. @throws Error that shows the answer where there is none */
export const listAt = (data: unknown, path: string): readonly unknown[] => {
  const value = at(data, path);
  if (!Array.isArray(value)) throw new Error(`No list at ${path} of ${JSON.stringify(data)}`);
  return value;
};

const documents = new Map<string, DocumentNode>();

const readDocument = (file: string): DocumentNode => {
  const known = documents.get(file);
  if (known) return known;
  const document = parse(readFileSync(new URL(`../documents/${file}.graphql`, import.meta.url), 'utf8'));
  documents.set(file, document);
  return document;
};

/** One operation of a document that front ends send, e.g. `operation('story', 'RecordVisit')`. */
export const operation = (file: string, name: string): string => {
  const found = readDocument(file).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name,
  );
  if (!found) throw new TypeError(`${file}.graphql has no operation ${name}`);
  return print(found);
};

interface Ask {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly language?: 'zh' | 'en';
  /** Another server than the gateway, e.g. a subgraph asked directly. */
  readonly url?: string;
}

/** Sends a query as a front end does. */
export const ask = async (
  query: string,
  { variables = {}, token, language = 'zh', url }: Ask = {},
): Promise<Answer> => {
  const response = await fetch(url ?? `${journeyAddresses().gateway}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  return {
    data: body.data,
    errors: (body.errors ?? []).map(({ message, extensions }) => ({ message, code: extensions?.code ?? '' })),
  };
};

/** Asks again until the answer is as wanted: what goes by way of Kafka takes a moment. */
export const askUntil = async (
  query: string,
  options: Ask,
  wanted: (answer: Answer) => boolean,
  patienceMs = 30_000,
): Promise<Answer> => {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask(query, options);
    if (wanted(answer) || Date.now() > until) return answer;
    await pause(200);
  }
};
