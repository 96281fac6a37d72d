import { areaEstablished, areaState } from '@gridloom/contracts';
import { eventDraft, messagingMigration, messagingMigrationDown, outboxBatchesMigration } from '@gridloom/messaging';
import {
  applyIncrements,
  conflict,
  counterMigration,
  counterMigrationDown,
  importMigration,
  importMigrationDown,
  mutationKeyMigration,
  mutationKeyMigrationDown,
  prelude,
  projectionMigration,
  projectionMigrationDown,
  runCommand,
  type Conflict,
  type SubgraphContext,
  type SubgraphDefinition,
} from '@gridloom/service-kit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

const Note = defineEntity({
  name: 'Note',
  tableName: 'note',
  properties: { id: p.uuid().primary(), text: p.text().unique(), areaCode: p.text() },
});

class CreateSmall extends Migration {
  override up(): void {
    for (const statement of [
      ...messagingMigration(),
      ...outboxBatchesMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      'create table note (id uuid primary key, text text not null unique, area_code text not null)',
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'drop table note',
      ...importMigrationDown(),
      ...mutationKeyMigrationDown(),
      ...counterMigrationDown(),
      ...projectionMigrationDown(),
      ...messagingMigrationDown(),
    ]) {
      this.addSql(statement);
    }
  }
}

interface WriteNote {
  readonly clientMutationKey?: string | null;
  readonly text: string;
}

type WriteNoteResult = Conflict | { readonly __typename: 'WriteNoteSuccess'; readonly noteId: string };

const writeNote = (context: SubgraphContext, input: WriteNote) =>
  runCommand<WriteNoteResult>(context, {
    name: 'writeNote',
    input,
    work: async (_em, sql) => {
      const id = context.newId();
      await sql('insert into note (id, text, area_code) values ($1, $2, $3)', [id, input.text, '410326']);
      await applyIncrements(sql, [{ subject: '410326', metric: 'notes', delta: 1 }]);
      if (input.text === 'too late') return { result: conflict(context.locale, { zh: '晚了', en: 'Too late' }) };
      if (input.text === 'broken') throw new Error('a bug');
      return {
        result: { __typename: 'WriteNoteSuccess', noteId: id },
        events: [
          eventDraft({
            event: areaEstablished,
            aggregateId: input.text,
            aggregateVersion: 1,
            occurredAt: context.now(),
            data: { code: input.text, name: 'n', level: 'VILLAGE', validFrom: '2026-01-01' },
          }),
        ],
      };
    },
  });

/** The smallest subgraph that has a command: for the specs of the service kit. */
export const smallSubgraph: SubgraphDefinition = {
  database: {
    service: 'small',
    entities: [Note],
    migrations: [{ name: '20260101000000-create-small', class: CreateSmall }],
  },
  sdl: `${prelude()}
    type Query { notes: Int! @public }
    type Mutation { writeNote(clientMutationKey: ID, text: String!): WriteNoteResult! @auth(permission: "SIGNED_IN") }
    union WriteNoteResult = WriteNoteSuccess | Conflict | KeyReused
    type WriteNoteSuccess @public { noteId: ID! }`,
  resolvers: {
    Query: {
      notes: async (_root: unknown, _args: unknown, context: SubgraphContext) =>
        (await context.sql('select count(*)::int as n from note'))[0]?.n,
    },
    Mutation: { writeNote: (_root: unknown, input: WriteNote, context: SubgraphContext) => writeNote(context, input) },
  },
  publishes: [areaEstablished, areaState],
};
