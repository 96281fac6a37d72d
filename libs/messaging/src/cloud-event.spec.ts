import { describe, expect, test } from '@jest/globals';
import { headersOf, metadataOf, toMessage } from './cloud-event.ts';

const event = {
  id: '1',
  type: 'gridloom.grids.household.changed.v1',
  dataSchema: 'urn:gridloom:schema:gridloom.grids.household.changed.v1',
  source: '/gridloom/grids',
  subject: 'a',
  time: new Date('2026-03-31T08:00:00Z'),
  recordedTime: new Date('2026-03-31T08:00:01Z'),
  sequence: '7',
  payload: '{}',
};

describe('The attributes of an event', () => {
  test('are read back as they were written, headers as bytes included', () => {
    const headers = Object.fromEntries(
      Object.entries(toMessage({ ...event, areaCode: '410326' }).headers ?? {}).map(([key, value]) => [
        key,
        Buffer.from(String(value)),
      ]),
    );
    expect(metadataOf(headersOf(headers))).toEqual({
      id: '1',
      type: event.type,
      source: event.source,
      subject: 'a',
      time: event.time,
      recordedTime: event.recordedTime,
      sequence: 7,
      areaCode: '410326',
    });
  });

  test.each([
    ['ce_id', undefined, 'The message has no header ce_id'],
    ['ce_time', 'yesterday', 'The header ce_time is no time'],
    ['ce_sequence', 'one', 'The header ce_sequence is no whole number'],
  ])('cannot be read when %s is %s', (name, value, problem) => {
    const { [name]: _, ...others } = headersOf(toMessage(event).headers);
    expect(() => metadataOf(value === undefined ? others : { ...others, [name]: value })).toThrow(problem);
  });
});
