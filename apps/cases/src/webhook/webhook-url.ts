import type { Bilingual } from '@gridloom/service-kit';
import ipaddr from 'ipaddr.js';

/** Which addresses webhooks may go to: those of the internet by https, or any by http too (a network of the county's own, development). */
export type WebhookAddresses = 'PUBLIC' | 'ANY';

const URL_LIMIT = 2_000;

/** Whether an address lies in the internet: not loopback, private, link-local, carrier-grade, multicast or reserved. */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
};

/** The address that a URL names by number; null where it names a host. */
export const literalAddress = ({ hostname }: URL): string | null => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : null;
};

/** What is wrong with the URL of a webhook, before anything is asked of it. */
export const webhookUrlProblem = (text: string, allowed: WebhookAddresses): Bilingual | null => {
  if (text.length > URL_LIMIT || !URL.canParse(text)) {
    return { zh: '不是有效的网址。', en: 'It is no valid URL.' };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowed === 'ANY' && url.protocol === 'http:')) {
    return { zh: '网址须以 https:// 开头。', en: 'The URL has to begin with https://.' };
  }
  if (url.username || url.password || url.hash) {
    return { zh: '网址不得带有账号、密码或 # 片段。', en: 'The URL bears no user, password or fragment.' };
  }
  if (allowed === 'ANY') return null;
  const address = literalAddress(url);
  const isLocalName = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/iu.test(url.hostname);
  if (isLocalName || (address !== null && !isPublicAddress(address)) || !/[.:]/u.test(url.hostname)) {
    return {
      zh: '网址不得指向内部网络（本机、局域网或保留地址）。',
      en: 'The URL must not point into an internal network (loopback, private or reserved addresses).',
    };
  }
  return null;
};
