import { emptyFields, runReadDocuments } from './harness/run-documents.ts';
import { announceCounty } from './harness/config.ts';

const offset = Number(process.argv[2] ?? 0);
announceCounty({
  GRIDLOOM_JOURNEY_GATEWAY: `http://127.0.0.1:${String(4000 + offset)}`,
  GRIDLOOM_JOURNEY_ISSUER: `http://127.0.0.1:${String(4010 + offset)}`,
  GRIDLOOM_JOURNEY_HOME: '.gridloom',
  GRIDLOOM_JOURNEY_TOPIC_PREFIX: '',
  GRIDLOOM_KAFKA_BROKERS: '127.0.0.1:9092',
});

const ran = await runReadDocuments();
let failed = 0;
for (const { name, answer } of ran) {
  const problems = [...new Set(answer.errors.map(({ code, message }) => `${code} ${message}`))];
  if (problems.length > 0) failed += 1;
  process.stdout.write(
    `${problems.length > 0 ? 'FAILED' : 'ok'} ${name}\n${problems.map((line) => `    ${line}\n`).join('')}`,
  );
}
for (const field of emptyFields(ran)) process.stdout.write(`empty ${field}\n`);
process.stdout.write(`${String(ran.length - failed)} documents answered, ${String(failed)} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
