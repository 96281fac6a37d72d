import { createLog, readConfig, runUntilStopped, startTracing } from '@gridloom/service-kit';

import { gatewayConfig } from './config.ts';
import { startGateway } from './gateway.ts';

const config = readConfig(gatewayConfig);
const log = createLog({ service: 'gateway', level: config.GRIDLOOM_LOG_LEVEL });
const stopTracing = startTracing('gateway', config.GRIDLOOM_OTLP_ENDPOINT);
const gateway = await startGateway(config, log);
runUntilStopped(log, async () => {
  await gateway.stop();
  await stopTracing();
});
