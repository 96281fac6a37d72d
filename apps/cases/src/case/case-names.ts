import type { Bilingual } from '@gridloom/service-kit';

import type { CaseAction, CaseStatus } from './case-flow.ts';
import type { CaseSource } from './case-words.ts';

export const statusNames: Readonly<Record<CaseStatus, Bilingual>> = {
  REPORTED: { zh: '已上报', en: 'reported' },
  ACCEPTED: { zh: '已受理', en: 'accepted' },
  REFUSED: { zh: '不予受理', en: 'refused' },
  DISPATCHED: { zh: '已分流', en: 'dispatched' },
  HANDLING: { zh: '办理中', en: 'being handled' },
  RESOLVED: { zh: '办结', en: 'resolved' },
  VERIFIED: { zh: '已核验', en: 'verified' },
  CLOSED: { zh: '结案', en: 'closed' },
  RETURNED: { zh: '已退单', en: 'returned' },
  DEFERRED: { zh: '挂账', en: 'deferred' },
  VOID: { zh: '作废', en: 'void' },
  MERGED: { zh: '已并案', en: 'merged' },
};

export const sourceNames: Readonly<Record<CaseSource, Bilingual>> = {
  VISIT: { zh: '走访', en: 'visits' },
  PATROL: { zh: '巡查', en: 'patrols' },
  SOCIETY: { zh: '三自组织', en: 'societies' },
  REPORT_IN: { zh: '双报到', en: 'report-ins' },
  SELF_REPORT: { zh: '居民自报', en: 'self-reports' },
  HOTLINE_12345: { zh: '12345热线', en: 'hotline 12345' },
  DEPARTMENT: { zh: '部门', en: 'departments' },
  WHISTLE: { zh: '吹哨', en: 'whistles' },
  EMERGENCY: { zh: '应急', en: 'emergencies' },
};

export const actionNames: Readonly<Record<CaseAction, Bilingual>> = {
  ACCEPT: { zh: '受理', en: 'accept' },
  REFUSE: { zh: '不予受理', en: 'refuse' },
  SELF_HANDLE: { zh: '自办', en: 'settle in the grid' },
  DISPATCH: { zh: '分流', en: 'dispatch' },
  DISPATCH_TO_GRID: { zh: '分流至网格', en: 'dispatch to the grid' },
  TAKE_UP: { zh: '接单', en: 'take up' },
  RETURN: { zh: '退单', en: 'send back' },
  TRANSFER: { zh: '转办', en: 'send on' },
  ASK_EXTENSION: { zh: '申请延期', en: 'ask for more time' },
  DECIDE_EXTENSION: { zh: '延期审批', en: 'decide on more time' },
  ASK_DEFERRAL: { zh: '申请挂账', en: 'ask to put it off' },
  REFUSE_DEFERRAL: { zh: '不同意挂账', en: 'refuse to put it off' },
  DEFER: { zh: '挂账', en: 'put off' },
  RESUME: { zh: '恢复办理', en: 'resume' },
  ESCALATE: { zh: '升级', en: 'send up a level' },
  VOID: { zh: '作废', en: 'declare void' },
  MERGE: { zh: '并案', en: 'join' },
  SPLIT: { zh: '拆分并案', en: 'split off again' },
  RESOLVE: { zh: '办结', en: 'report done' },
  VERIFY: { zh: '核验', en: 'verify' },
  VERIFY_BY_CALL_BACK: { zh: '电话核验', en: 'verify by call-back' },
  EVALUATE: { zh: '评价', en: 'evaluate' },
  CLOSE: { zh: '结案', en: 'close' },
  REOPEN: { zh: '重新办理', en: 'open again' },
  ARCHIVE: { zh: '归档', en: 'file' },
};
