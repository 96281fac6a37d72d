import { describe, expect, it } from '@jest/globals';

import { isPublicAddress, webhookUrlProblem } from './webhook-url.ts';

describe('the URL of a webhook', () => {
  it.each(['https://sms.example.com/gridloom', 'https://8.8.8.8/hook', 'https://[2606:4700::1111]/hook'])(
    'may be %s',
    (url) => {
      expect(webhookUrlProblem(url, 'PUBLIC')).toBeNull();
    },
  );

  it.each([
    'http://sms.example.com/',
    'ftp://sms.example.com/',
    'nonsense',
    'https://user:secret@sms.example.com/',
    'https://localhost/',
    'https://intranet/',
    'https://db.internal/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://0.0.0.0/',
    `https://sms.example.com/${'x'.repeat(2_000)}`,
  ])('may not be %s', (url) => {
    expect(webhookUrlProblem(url, 'PUBLIC')).not.toBeNull();
  });

  it('may point into the own network where the county allows it, but still be no nonsense', () => {
    expect(webhookUrlProblem('http://127.0.0.1:8080/hook', 'ANY')).toBeNull();
    expect(webhookUrlProblem('https://10.1.2.3/hook', 'ANY')).toBeNull();
    expect(webhookUrlProblem('ftp://10.1.2.3/', 'ANY')).not.toBeNull();
  });

  it.each([
    ['8.8.8.8', true],
    ['::ffff:8.8.8.8', true],
    ['::ffff:127.0.0.1', false],
    ['192.0.2.1', false],
    ['224.0.0.1', false],
    ['fe80::1', false],
    ['nonsense', false],
  ])('takes the address %s for public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});
