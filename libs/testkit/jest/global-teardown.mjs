import { stopTestServers } from '../src/test-servers.ts';

export default stopTestServers;
