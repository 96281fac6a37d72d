import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

import { z } from 'zod';

import { CommandProblem } from '../command-problem.ts';

export interface CountyOptions {
  readonly gateway: string;
  readonly token: string;
  readonly language: 'zh' | 'en';
}

const errorForm = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** `grids.residents` → the subgraph and its table. */
export const tableOf = (name: string): { readonly subgraph: string; readonly table: string } => {
  const [subgraph = '', table = '', ...rest] = name.split('.');
  if (!/^[a-z][a-z-]*$/.test(subgraph) || !/^[a-zA-Z]+$/.test(table) || rest.length > 0)
    throw new CommandProblem(`"${name}" is no table: write <subgraph>.<table>, e.g. grids.residents.`);
  return { subgraph, table };
};

/** Asks the county as people do: over the gateway, under a token. */
export const countyClient = ({ gateway, token, language }: CountyOptions) => {
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language };
  const reach = async (
    address: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response> => {
    try {
      return await fetch(new URL(address, gateway), { ...init, headers: { ...headers, ...init.headers } });
    } catch (error) {
      throw new CommandProblem(`Nobody answers at ${gateway}: start the county, or name the gateway by --gateway.`, {
        cause: error,
      });
    }
  };
  const answerOf = async (response: Response): Promise<unknown> => {
    const body: unknown = await response.json();
    const failed = errorForm.safeParse(body);
    if (failed.success) throw new CommandProblem(failed.data.errors.map(({ message }) => message).join('\n'));
    return body;
  };
  return {
    /** Runs a document and gives what its field `answer` says. */
    ask: async <T>(query: string, variables: object, form: z.ZodType<T>): Promise<T> => {
      const response = await reach('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data } = z.object({ data: z.object({ answer: z.unknown() }) }).parse(await answerOf(response));
      return form.parse(data.answer);
    },
    /** Sends a file and gives its id. */
    send: async (subgraph: string, purpose: string, file: string): Promise<string> => {
      const { size } = await stat(file).catch((error: unknown) => {
        throw new CommandProblem(`There is no file ${file}.`, { cause: error });
      });
      const query = new URLSearchParams({ purpose, name: path.basename(file) });
      const init = {
        method: 'POST',
        headers: { 'content-length': String(size) },
        body: Readable.toWeb(createReadStream(file)),
        duplex: 'half',
      } satisfies Omit<RequestInit, 'headers'> & { readonly headers: Record<string, string>; readonly duplex: 'half' };
      const answer = await answerOf(await reach(`/files/${subgraph}?${query.toString()}`, init));
      return z.object({ id: z.string() }).parse(answer).id;
    },
    fetchFile: async (subgraph: string, id: string): Promise<Readable> => {
      const response = await reach(`/files/${subgraph}/${id}`, { method: 'GET' });
      if (!response.ok || !response.body) {
        await answerOf(response);
        throw new CommandProblem(`The file could not be fetched: ${String(response.status)}.`);
      }
      return Readable.fromWeb(response.body);
    },
  };
};

export type CountyClient = ReturnType<typeof countyClient>;

const PAUSE_MS = 500;

/** Asks again and again until a run has ended, telling how far it is. */
export const untilEnded = async <R extends { readonly status: string }>(
  read: () => Promise<R | null>,
  tell: (run: R) => void,
): Promise<R> => {
  for (;;) {
    const run = await read();
    if (!run) throw new CommandProblem('The run is not there any more.');
    if (!['WAITING', 'RUNNING', 'UNDOING'].includes(run.status)) return run;
    tell(run);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

/** `grids` → `Grids`, as root fields write it. */
export const fieldName = (subgraph: string): string => `${subgraph.charAt(0).toUpperCase()}${subgraph.slice(1)}`;
