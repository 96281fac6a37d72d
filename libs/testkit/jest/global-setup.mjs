import { startTestServers } from '../src/test-servers.ts';

export default startTestServers;
