import type { TransferColumn } from '@gridloom/service-kit';

import { bookNumberColumn, idColumn, nameToRead, residentColumn, toRead } from './columns.ts';

const choice = (value: string, zh: string, en: string) => ({ value, label: { zh, en } });

/** Columns of the sheet of errands (代办). */
export const errandColumns: readonly TransferColumn[] = [
  idColumn,
  bookNumberColumn({
    zh: '纸质登记簿中的编号；同一代办人的编号不重复，再次导入不会重复登记',
    en: 'the number in the paper book, each once for a worker: the same number is the same errand',
  }),
  {
    key: 'kind',
    heading: { zh: '代办事项', en: 'Kind' },
    kind: 'text',
    longest: 50,
    required: true,
    hint: { zh: '本县代办事项的名称或代码', en: 'code or label of the county’s list' },
  },
  { ...residentColumn, hint: { zh: '申请人', en: 'of whoever applies' } },
  nameToRead({ zh: '申请人', en: 'Resident' }),
  { key: 'household', heading: { zh: '户编号', en: 'Household number' }, kind: 'text', longest: 60, hint: toRead },
  {
    key: 'text',
    heading: { zh: '申请内容', en: 'Text' },
    kind: 'text',
    longest: 2_000,
    required: true,
    mask: 'TEXT',
  },
  {
    key: 'consentKind',
    heading: { zh: '同意方式', en: 'Consent' },
    kind: 'choice',
    required: true,
    choices: [
      choice('SIGNED', '书面', 'signed'),
      choice('SPOKEN', '口头', 'spoken'),
      choice('GUARDIAN', '监护人', 'guardian'),
    ],
  },
  {
    key: 'consentedOn',
    heading: { zh: '同意日期', en: 'Consented on' },
    kind: 'day',
    required: true,
  },
  {
    key: 'documents',
    heading: { zh: '已交纸质材料', en: 'Documents on paper' },
    kind: 'text',
    longest: 500,
    hint: {
      zh: '该事项材料的名称或代码，多个以分号隔开；转办前仍须上传文件',
      en: 'codes or labels of its documents, several with ; between; a file is needed all the same before handing over',
    },
  },
  {
    key: 'status',
    heading: { zh: '状态', en: 'Status' },
    kind: 'choice',
    required: true,
    choices: [
      choice('BEGUN', '已受理', 'begun'),
      choice('HANDED_OVER', '已转办', 'handed over'),
      choice('ANSWERED', '已答复', 'answered'),
      choice('COMPLETED', '已办结', 'completed'),
      choice('WITHDRAWN', '已撤回', 'withdrawn'),
    ],
    hint: {
      zh: '新增只能为已受理、已办结、已撤回；转办须在系统中进行',
      en: 'new ones are begun, completed or withdrawn; handing over is done in the system',
    },
  },
  { key: 'begunAt', heading: { zh: '受理时间', en: 'Begun at' }, kind: 'moment', required: true },
  {
    key: 'account',
    heading: { zh: '代办人账号编号', en: 'Account of the worker' },
    kind: 'text',
    longest: 36,
    required: true,
    hint: { zh: '组织库中的账号编号', en: 'the id of the account in the organization records' },
  },
  { key: 'handedOverAt', heading: { zh: '转办时间', en: 'Handed over at' }, kind: 'moment', hint: toRead },
  { key: 'answeredAt', heading: { zh: '答复时间', en: 'Answered at' }, kind: 'moment', hint: toRead },
  {
    key: 'completedAt',
    heading: { zh: '办结时间', en: 'Completed at' },
    kind: 'moment',
    hint: { zh: '已办结必填', en: 'needed for what is completed' },
  },
  {
    key: 'succeeded',
    heading: { zh: '是否办成', en: 'Succeeded' },
    kind: 'flag',
    hint: { zh: '已办结必填', en: 'needed for what is completed' },
  },
  {
    key: 'withdrawnAt',
    heading: { zh: '撤回时间', en: 'Withdrawn at' },
    kind: 'moment',
    hint: { zh: '已撤回必填', en: 'needed for what is withdrawn' },
  },
  {
    key: 'note',
    heading: { zh: '办结或撤回说明', en: 'Note of the end' },
    kind: 'text',
    longest: 500,
    mask: 'TEXT',
    hint: { zh: '已撤回须填原因', en: 'why it was withdrawn' },
  },
];
