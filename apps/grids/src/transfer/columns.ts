import type { TransferColumn } from '@gridloom/service-kit';

import { MAX_CLIENT_KEY } from '../visit/check-visit-input.ts';

/** The row's own id, as an export gives it: with it a row changes that record, whatever else stands in it. */
export const idColumn: TransferColumn = {
  key: 'id',
  heading: { zh: '系统编号', en: 'Record id' },
  kind: 'text',
  longest: 36,
  hint: {
    zh: '新增时留空；由导出得到的编号可用来修改已有记录',
    en: 'leave empty for new rows; an id from an export changes that record',
  },
};

/** Where a row lies: a village or community, and a grid in it. */
export const placeColumns = (required: boolean): readonly TransferColumn[] => [
  {
    key: 'area',
    heading: { zh: '村（社区）', en: 'Village or community' },
    kind: 'text',
    longest: 60,
    required,
    hint: { zh: '12 位区划代码，或全县唯一的名称', en: '12-digit code, or a name that is unique in the county' },
  },
  {
    key: 'grid',
    heading: { zh: '网格', en: 'Grid' },
    kind: 'text',
    longest: 60,
    required,
    hint: { zh: '网格名称或网格编码', en: 'name or code of the grid' },
  },
];

/** A household by its number. */
export const householdColumn: TransferColumn = {
  key: 'household',
  heading: { zh: '户编号', en: 'Household number' },
  kind: 'text',
  longest: 60,
  required: true,
};

/** A resident by the id number. */
export const residentColumn: TransferColumn = {
  key: 'idNumber',
  heading: { zh: '公民身份号码', en: 'Resident id number' },
  kind: 'text',
  longest: 40,
  required: true,
  mask: 'ID_NUMBER',
};

/** The number that a record has in a paper book: with it a sheet that comes twice gives nothing new. */
export const bookNumberColumn = (hint: NonNullable<TransferColumn['hint']>): TransferColumn => ({
  key: 'number',
  heading: { zh: '登记编号', en: 'Number in the book' },
  kind: 'text',
  longest: MAX_CLIENT_KEY,
  required: true,
  hint,
});

/** What an export gives for its readers alone. */
export const toRead = { zh: '供阅读，导入时不用', en: 'for reading; an import passes it over' };

/** A name that an export gives for its readers; an import passes it over. */
export const nameToRead = (heading: TransferColumn['heading']): TransferColumn => ({
  key: 'name',
  heading,
  kind: 'text',
  longest: 50,
  mask: 'NAME',
  hint: toRead,
});

/** A grid worker by the account. */
export const workerColumn: TransferColumn = {
  key: 'account',
  heading: { zh: '网格员账号编号', en: 'Account of the worker' },
  kind: 'text',
  longest: 36,
  required: true,
  hint: { zh: '组织库中的账号编号', en: 'the id of the account in the organization records' },
};

const choice = (value: string, zh: string, en: string) => ({ value, label: { zh, en } });

export const gridKindChoices = [
  choice('URBAN', '城镇', 'urban'),
  choice('RURAL', '农村', 'rural'),
  choice('DEDICATED', '专属', 'dedicated'),
];
export const gridLevelChoices = [choice('BASIC', '基础网格', 'basic grid'), choice('MICRO', '微网格', 'micro-grid')];
export const populationChoices = [
  choice('PERMANENT_REGISTERED', '户籍人口', 'registered'),
  choice('FLOATING', '流动人口', 'floating'),
  choice('OVERSEAS', '境外人口', 'from overseas'),
];
export const relationChoices = [
  choice('HEAD', '户主', 'head'),
  choice('SPOUSE', '配偶', 'spouse'),
  choice('SON', '子', 'son'),
  choice('DAUGHTER', '女', 'daughter'),
  choice('CHILD_IN_LAW', '儿媳女婿', 'child-in-law'),
  choice('GRANDCHILD', '孙子女', 'grandchild'),
  choice('PARENT', '父母', 'parent'),
  choice('PARENT_IN_LAW', '公婆岳父母', 'parent-in-law'),
  choice('GRANDPARENT', '祖父母', 'grandparent'),
  choice('SIBLING', '兄弟姐妹', 'sibling'),
  choice('OTHER_RELATIVE', '其他亲属', 'other relative'),
  choice('NOT_RELATED', '非亲属', 'not related'),
];
export const dwellingKindChoices = [
  choice('HOUSE', '自建房', 'house'),
  choice('APARTMENT', '楼房套间', 'apartment'),
  choice('PUBLIC_RENTAL', '公租房', 'public rental'),
  choice('DORMITORY', '集体宿舍', 'dormitory'),
  choice('MIXED_USE', '商住混用', 'mixed use'),
  choice('OTHER', '其他', 'other'),
];
export const occupancyKindChoices = [
  choice('OWN', '自有', 'own'),
  choice('RENT', '租住', 'rent'),
  choice('LODGE', '借住', 'lodge'),
  choice('TEMPORARY', '临时', 'temporary'),
];
export const careKindChoices = [
  choice('LIVING_ALONE', '独居', 'living alone'),
  choice('LEFT_BEHIND', '留守', 'left behind'),
  choice('MINIMUM_LIVING_ALLOWANCE', '低保', 'minimum living allowance'),
  choice('EXTREME_POVERTY_SUPPORT', '特困', 'extreme poverty'),
  choice('POVERTY_WATCH', '防返贫监测', 'poverty watch'),
  choice('PREFERENTIAL_TREATMENT', '优抚', 'preferential treatment'),
  choice('DISABILITY_CONTACT', '残疾联络', 'disability contact'),
  choice('MATERNITY', '孕产婴幼', 'maternity'),
  choice('CONTACT_NEEDED', '需联络', 'contact needed'),
];
export const gridRoleChoices = [
  choice('GRID_HEAD', '网格长', 'grid head'),
  choice('FULL_TIME', '专职网格员', 'full-time'),
  choice('PART_TIME', '兼职网格员', 'part-time'),
  choice('LEVEL_3', '三级网格员', 'level 3'),
  choice('LEVEL_4', '四级网格员', 'level 4'),
  choice('SECRETARY', '社区书记', 'secretary'),
];
