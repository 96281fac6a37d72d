import { startTestCounty } from '../harness/test-county.ts';

export default startTestCounty;
