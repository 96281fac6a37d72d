import { stopTestCounty } from '../harness/test-county.ts';

export default stopTestCounty;
