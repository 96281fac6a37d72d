import { connectDatabase, sqlOf } from '@gridloom/service-kit';

import { database } from '../src/database.ts';
import { readPastCases } from '../src/triage/load-triage-model.ts';
import { TriageModel, type PastCase } from '../src/triage/triage-model.ts';

// How often the suggested item and handler are those that the case got, of cases that the model has not seen: each fifth is held out.
// Usage: node triage-bench.ts URL; prints one line of JSON.
const [url = ''] = process.argv.slice(2);

const orm = await connectDatabase(database, { url });
const cases = await readPastCases(sqlOf(orm.em.fork()));
await orm.close(true);

const isHeldOut = (_: PastCase, place: number) => place % 5 === 4;
const known = cases.filter((past, place) => !isHeldOut(past, place));
const heldOut = cases.filter(isHeldOut);
const model = new TriageModel();
await model.learn(known);

let first = 0;
let firstThree = 0;
let handlers = 0;
let handled = 0;
const times: number[] = [];
for (const { text, areaCode, serviceItemCode, handler } of heldOut) {
  const begun = performance.now();
  const items = model.suggest({ text, areaCode }, () => true);
  times.push(performance.now() - begun);
  if (items[0]?.serviceItemCode === serviceItemCode) first += 1;
  const found = items.slice(0, 3).find((item) => item.serviceItemCode === serviceItemCode);
  if (found) firstThree += 1;
  if (!handler) continue;
  handled += 1;
  const suggested = items[0]?.handler;
  if (suggested && ('id' in suggested ? suggested.id === handler.id : suggested.ofKind === handler.kind)) handlers += 1;
}
const counts = new Map<string, number>();
for (const { serviceItemCode } of known) counts.set(serviceItemCode, (counts.get(serviceItemCode) ?? 0) + 1);
const [commonest] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [''];
const baseline = heldOut.filter(({ serviceItemCode }) => serviceItemCode === commonest).length;
times.sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    known: known.length,
    heldOut: heldOut.length,
    first: first / heldOut.length,
    firstThree: firstThree / heldOut.length,
    handler: handlers / handled,
    commonest: baseline / heldOut.length,
    milliseconds: times[Math.floor(times.length / 2)],
  })}\n`,
);
