import { gridAssignmentBegun, gridAssignmentEnded } from '@gridloom/contracts';
import type { EventDraft } from '@gridloom/messaging';
import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { changePresence, type PresenceChange } from '../figures/worker-presence.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { assignmentEvents } from './assignment-events.ts';
import { lockManagedWorker } from './change-grid-worker.ts';
import { findMembership, lockWorker } from './corps-of-worker.ts';
import { followAbsences } from './follow-absences.ts';
import { GridAssignment } from './grid-assignment.ts';
import type { GridWorker } from './grid-worker.ts';
import { changedEvents, nextVersions } from './worker-events.ts';

export interface RetireGridWorkerInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly until: string;
  readonly successorId?: string | null | undefined;
}

export interface RetireGridWorkerSuccess {
  readonly __typename: 'RetireGridWorkerSuccess';
  readonly gridWorkerId: string;
  readonly endedIds: readonly string[];
  readonly begunIds: readonly string[];
}

type Problem = InvalidInput | NotFound | Conflict;

/** What keeps the posts from ending together on that day. */
const postsProblem = (
  { locale, reach, today }: Context,
  posts: readonly GridAssignment[],
  until: string,
): InvalidInput | Conflict | undefined => {
  if (until > today)
    return invalidInput(
      locale,
      'input.until',
      { zh: `until 不得晚于今天 ${today}。`, en: `until is today, ${today}, at the latest.` },
      `<= ${today}`,
    );
  if (posts.length === 0)
    return conflict(locale, { zh: '该网格员目前没有任何职务。', en: 'The worker holds no post.' });
  if (!posts.every((post) => isInTerritory(reach('MANAGE_GRID_ASSIGNMENTS'), post)))
    return conflict(locale, {
      zh: '该网格员在您辖区之外还有职务，请由上级办理。',
      en: 'The worker holds posts outside your territory too; somebody above has to do it.',
    });
  const latest = posts.reduce((day, { since }) => (since > day ? since : day), '');
  return latest < until
    ? undefined
    : invalidInput(
        locale,
        'input.until',
        {
          zh: `until 应晚于各职务的起始日 ${latest}。`,
          en: `until comes after the first day of every post, ${latest}.`,
        },
        `> ${latest}`,
      );
};

const openPosts = { absenceId: null, until: null } as const;

/** The posts of the one who left, for who comes after; those that the successor holds already are left out. */
const succeed = async (
  context: Context,
  em: EntityManager,
  successor: GridWorker,
  posts: readonly GridAssignment[],
  since: string,
): Promise<GridAssignment[]> => {
  const held = await em.find(GridAssignment, {
    gridWorkerId: successor.id,
    absenceId: null,
    $or: [{ until: null }, { until: { $gt: since } }],
  });
  const known = new Set(held.map(({ gridId, role }) => `${gridId} ${role}`));
  return posts
    .filter(({ gridId, role }) => !known.has(`${gridId} ${role}`))
    .map(({ gridId, areaCode, role }) =>
      em.create(GridAssignment, {
        id: context.newId(),
        gridWorkerId: successor.id,
        gridId,
        areaCode,
        role,
        since,
        until: null,
        counted: true,
      }),
    );
};

const presenceOf = ({ areaCode, gridWorkerId, role }: GridAssignment, delta: 1 | -1): PresenceChange => ({
  areaCode,
  gridWorkerId,
  role,
  delta,
});

/** Ends the membership in a corps that reaches beyond the day; tells the worker's new state. */
const leaveCorpsOf = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  worker: GridWorker,
  until: string,
): Promise<EventDraft[]> => {
  const membership = await findMembership(em, worker.id, context.today);
  if (!membership) return [];
  // Whoever joined that very day has belonged to it for that day.
  membership.until = until > membership.since ? until : addDays(membership.since, 1);
  await em.flush();
  const version = (await nextVersions(sql, [worker.id])).get(worker.id);
  if (version === undefined) throw new Error('The worker that is held has no row');
  return changedEvents({ worker, version, corpsId: null, occurredAt: context.now() }, ['CORPS']);
};

const retire = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, until, successorId }: RetireGridWorkerInput,
): Promise<CommandOutcome<RetireGridWorkerSuccess | Problem>> => {
  const { locale, today } = context;
  // Two who take over from each other wait in one order.
  for (const id of [gridWorkerId, successorId ?? ''].map((one) => one.toLowerCase()).sort()) await lockWorker(em, id);
  const worker = await lockManagedWorker(context, em, sql, gridWorkerId);
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  const successor = isAbsent(successorId) ? null : await lockWorker(em, successorId);
  if (!isAbsent(successorId) && !successor) return { result: notFound(locale, 'input.successorId') };
  if (successor?.id === worker.id)
    return {
      result: invalidInput(locale, 'input.successorId', {
        zh: '接任者应是另一名网格员。',
        en: 'The successor is another worker.',
      }),
    };
  const posts = await em.find(
    GridAssignment,
    { gridWorkerId: worker.id, ...openPosts },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const problem = postsProblem(context, posts, until);
  if (problem) return { result: problem };
  const counted = posts.filter((post) => post.counted);
  for (const post of posts) {
    post.end(until);
    post.counted = false;
  }
  const begun = successor ? await succeed(context, em, successor, posts, until) : [];
  await em.flush();
  await changePresence(sql, context.areas, [
    ...counted.map((post) => presenceOf(post, -1)),
    ...begun.map((post) => presenceOf(post, 1)),
  ]);
  const now = context.now();
  const events = [
    ...posts.flatMap((post) => assignmentEvents(gridAssignmentEnded, post, worker, now)),
    ...(successor ? begun.flatMap((post) => assignmentEvents(gridAssignmentBegun, post, successor, now)) : []),
    ...(await leaveCorpsOf(context, em, sql, worker, until)),
    ...(await followAbsences(sql, { newId: context.newId, now, today }, [
      worker.id,
      ...(successor ? [successor.id] : []),
    ])),
  ];
  return {
    result: {
      __typename: 'RetireGridWorkerSuccess',
      gridWorkerId: worker.id,
      endedIds: posts.map(({ id }) => id),
      begunIds: begun.map(({ id }) => id),
    },
    events,
  };
};

/** A worker leaves the work (网格员离职): what the account may do ends with the posts, by their events. */
export const retireGridWorker = (
  context: Context,
  input: RetireGridWorkerInput,
): Promise<RetireGridWorkerSuccess | Problem | KeyReused> =>
  runCommand<RetireGridWorkerSuccess | Problem>(context, {
    name: 'retireGridWorker',
    input,
    work: (em, sql) => retire(context, em, sql, input),
  });
