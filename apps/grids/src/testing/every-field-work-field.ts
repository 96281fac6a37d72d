import type { SqlExecutor } from '@gridloom/service-kit';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';

import { idOf } from './county.ts';

interface Every {
  readonly schema: GraphQLSchema;
  readonly mutate: (name: string, input: object) => Promise<unknown>;
  readonly ask: (document: string) => Promise<unknown>;
  readonly selectionOf: (type: GraphQLObjectType) => string;
  readonly sql: SqlExecutor;
}

const TODAY = '2026-03-02';
const PHOTO = '99000000-0000-4000-8000-000000000001';
const DOCUMENT = '99000000-0000-4000-8000-000000000002';

/** Asks for every field of visits, patrols, hazards, errands, corrections and their rules, and sends each mutation of them once. */
export const askEveryFieldWorkField = async ({ schema, mutate, ask, selectionOf, sql }: Every): Promise<void> => {
  const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
  const newestOf = async (table: string) => (await sql(`select id from ${table} order by id desc limit 1`))[0]?.id;
  await sql(
    `insert into stored_file (id, account_id, purpose, name, content_type, bytes, sha256, state, created_at, expires_at)
     select f.id, $2, f.purpose, 'a', 'image/jpeg', 3, repeat('0', 64), 'UNCLAIMED', '2026-03-02', '2026-03-03'
     from unnest($1::uuid[], array['VISIT_PHOTO', 'ERRAND_DOCUMENT']) as f (id, purpose)`,
    [[PHOTO, DOCUMENT], idOf('account', 2)],
  );
  await mutate('putVisitInterval', { intervalDays: 60, validFrom: TODAY });
  const roof = { item: 'ROOF', label: '屋面', answerKind: 'TEXT', photo: 'OPTIONAL' };
  await mutate('putVisitChecklist', { validFrom: TODAY, items: [roof] });
  const check = { item: 'ROOF', passed: false, note: '漏', answer: { text: '漏雨' }, photoFileIds: [PHOTO] };
  const at = (minute: number) => new Date(Date.parse('2026-03-02T01:00:00Z') + minute * 60_000);
  const householdId = idOf('household', 3);
  await mutate('recordVisit', { householdId, recordedAt: at(0), checks: [check] });
  const [checked] = await sql(`select id from visit where checks @> '[{"item": "ROOF"}]'`);
  await ask(`{ visit(id: "${String(checked?.id)}") ${select('Visit')} }`);
  await mutate('recordVisits', {
    visits: [1, 2].map((n) => ({
      clientKey: `every-${String(n)}`,
      householdId: n === 1 ? householdId : 'x',
      recordedAt: at(n),
    })),
  });
  const [voidable] = await sql(`select id from visit where client_key = 'every-1'`);
  await mutate('voidVisit', { visitId: voidable?.id, reason: '误点' });
  const gridId = idOf('grid', 1);
  await mutate('putHazardClass', {
    code: 'POND',
    label: '水塘无护栏',
    severity: 'MINOR',
    recheckDays: 3,
    becomesCase: false,
    onTheSpot: false,
    photo: 'OPTIONAL',
  });
  await mutate('putPatrolRoute', { gridId, name: '东线', stops: [{ name: '小学' }] });
  await mutate('recordPatrol', {
    gridId,
    routeId: await newestOf('patrol_route'),
    startedAt: at(0),
    endedAt: at(30),
    hazards: [{ classCode: 'POND', text: '无护栏' }],
  });
  await mutate('recheckHazard', { hazardId: idOf('hazard', 1), at: at(40), gone: false, note: '还在' });
  await mutate('putErrandKind', {
    code: 'SUBSIDY',
    label: '津贴',
    documents: [{ code: 'FORM', label: '表', required: true }],
  });
  await mutate('beginErrand', {
    kindCode: 'SUBSIDY',
    residentId: idOf('resident', 5),
    text: '申请津贴',
    consentKind: 'SPOKEN',
    consentedAt: at(0),
  });
  const [begun] = await sql(`select id from errand where kind_code = 'SUBSIDY'`);
  const errandId = begun?.id as string;
  await mutate('addErrandDocuments', { errandId, documents: [{ code: 'FORM', fileIds: [DOCUMENT] }] });
  await mutate('handOverErrand', { errandId });
  await sql(`update errand set status = 'ANSWERED', succeeded = true where id = $1`, [errandId]);
  await mutate('completeErrand', { errandId, note: '已告知' });
  await mutate('withdrawErrand', { errandId: idOf('errand', 1), note: '自办' });
  const propose = () =>
    mutate('proposeCorrection', { kind: 'RESIDENT', residentId: idOf('resident', 5), proposed: { name: '王建军' } });
  for (const decision of ['acceptCorrection', 'refuseCorrection', 'withdrawCorrection']) {
    await propose();
    const [row] = await sql(`select id from proposed_correction where status = 'PROPOSED'`);
    if (decision === 'acceptCorrection')
      await sql('update proposed_correction set proposed_by_account_id = $2 where id = $1', [
        row?.id,
        idOf('account', 1),
      ]);
    await mutate(decision, { correctionId: row?.id, reason: '核对过' });
  }
  await ask(`{
    visits(first: 5) ${select('VisitList')} visitDemands(first: 5) ${select('VisitDemandList')}
    gridWorkSync ${select('GridWorkSync')} visitIntervals ${select('VisitInterval')} visitChecklists ${select('VisitChecklist')}
    patrols(first: 5) ${select('PatrolConnection')} hazards(first: 5) ${select('HazardConnection')} hazardClasses ${select('HazardClass')}
    errands(first: 5) ${select('ErrandConnection')} errandKinds ${select('ErrandKind')} corrections(first: 5) ${select('CorrectionConnection')}
  }`);
  await ask(
    `{ patrol(id: "${idOf('patrol', 1)}") ${select('Patrol')} hazard(id: "${idOf('hazard', 1)}") ${select('Hazard')} }`,
  );
  await ask(`{ errand(id: "${errandId}") ${select('Errand')} }`);
};
