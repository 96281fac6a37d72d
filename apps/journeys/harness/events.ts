import { readTestTopic } from '@gridloom/testkit';

import { journeyAddresses } from './config.ts';

/** Reads a topic of the county from its beginning, as a data team would, until `enough`. */
export const readEvents = (
  topic: string,
  enough: (events: Awaited<ReturnType<typeof readTestTopic>>) => boolean,
): ReturnType<typeof readTestTopic> => readTestTopic(journeyAddresses().topicPrefix, topic, enough);
