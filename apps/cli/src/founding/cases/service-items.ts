import type { DutyKind } from './duties.ts';

/** What the sponsor is called in the county's set of departments. */
export type SponsorName =
  | 'TRANSPORT'
  | 'HOUSING'
  | 'URBAN_MANAGEMENT'
  | 'ENVIRONMENT'
  | 'WATER'
  | 'INDUSTRY'
  | 'AGRICULTURE'
  | 'EDUCATION'
  | 'CIVIL_AFFAIRS'
  | 'FIRE'
  | 'EMERGENCY'
  | 'NATURAL_RESOURCES'
  | 'MARKET'
  | 'FORESTRY'
  | 'POLICE'
  | 'JUSTICE'
  | 'LABOUR'
  | 'DISABLED'
  | 'MEDICAL_INSURANCE'
  | 'VETERANS'
  | 'PUBLICITY'
  | 'SOCIAL_WORK'
  | 'HEALTH'
  | 'CULTURE';

/** Where a matter comes up. */
export type Setting = 'RURAL' | 'URBAN' | 'BOTH';

/** A matter that may be asked of a grid (网格事项), as the county's list has it. */
export interface ServiceItemEntry {
  readonly code: string;
  readonly name: string;
  readonly sponsor: SponsorName;
  readonly duty: DutyKind;
  /** The duty in a list that is finer than six. */
  readonly finerDuty?: string;
  readonly legalBasis?: string;
  readonly setting: Setting;
  /** How often it comes up, beside the others. */
  readonly weight: number;
  /** Of ten cases, how many the sponsor handles, how many the township; the rest the village settles itself. */
  readonly bySponsor: number;
  readonly byTownship: number;
  /** An earlier version of the item: what it was called and whose it was, before the last renewal of the list. */
  readonly before?: { readonly name: string; readonly sponsor?: SponsorName };
  /** Admitted in an emergency and expired since; never asked of a grid after that. */
  readonly emergency?: true;
  readonly urgent?: true;
  readonly handle?: { readonly amount: number; readonly unit: 'WORKING_DAYS' | 'WORKING_HOURS' };
}

type Extra = Pick<ServiceItemEntry, 'finerDuty' | 'legalBasis' | 'before' | 'emergency' | 'urgent' | 'handle'>;

const days = (amount: number) => ({ amount, unit: 'WORKING_DAYS' as const });
const hours = (amount: number) => ({ amount, unit: 'WORKING_HOURS' as const });

/** Items of one duty, one a row: code, name, sponsor, setting, weight, of ten cases how many by sponsor and by township. */
const itemsOf = (
  duty: DutyKind,
  rows: readonly (readonly [string, string, SponsorName, Setting, number, readonly [number, number], Extra?])[],
): readonly ServiceItemEntry[] =>
  rows.map(([code, name, sponsor, setting, weight, [bySponsor, byTownship], extra]) => ({
    code,
    name,
    sponsor,
    duty,
    setting,
    weight,
    bySponsor,
    byTownship,
    ...extra,
  }));

/** The county's list of matters (网格事项清单). */
export const serviceItems: readonly ServiceItemEntry[] = [
  ...itemsOf('LIVELIHOOD', [
    [
      'A-001',
      '道路通行与占道障碍清理',
      'TRANSPORT',
      'BOTH',
      9,
      [6, 3],
      { legalBasis: '《中华人民共和国公路法》第四十四条', before: { name: '占道障碍清理', sponsor: 'HOUSING' } },
    ],
    ['A-002', '路灯照明维护', 'URBAN_MANAGEMENT', 'BOTH', 10, [5, 4]],
    [
      'A-003',
      '生活垃圾清运',
      'URBAN_MANAGEMENT',
      'BOTH',
      9,
      [3, 4],
      { finerDuty: 'ENVIRONMENT', before: { name: '垃圾清运' } },
    ],
    [
      'A-004',
      '生活污水排放',
      'ENVIRONMENT',
      'BOTH',
      6,
      [6, 4],
      { finerDuty: 'ENVIRONMENT', legalBasis: '《中华人民共和国水污染防治法》', handle: days(10) },
    ],
    ['A-005', '生活供水', 'WATER', 'BOTH', 8, [8, 2], { handle: days(2) }],
    ['A-006', '供电线路维护', 'INDUSTRY', 'BOTH', 5, [9, 1], { handle: days(3) }],
    ['A-007', '公共厕所管护', 'AGRICULTURE', 'BOTH', 4, [2, 5], { finerDuty: 'ENVIRONMENT' }],
    ['A-008', '健身场地与器材', 'EDUCATION', 'BOTH', 5, [6, 3], { legalBasis: '《全民健身条例》' }],
    ['A-009', '农村危房改造', 'HOUSING', 'RURAL', 3, [8, 2], { handle: days(20) }],
    ['A-010', '村组道路修补', 'TRANSPORT', 'RURAL', 7, [5, 4], { handle: days(15) }],
    ['A-011', '城乡公交线路', 'TRANSPORT', 'BOTH', 3, [10, 0]],
    ['A-012', '水渠清淤与灌溉', 'WATER', 'RURAL', 6, [4, 5]],
    ['A-013', '养老助餐与居家照料', 'CIVIL_AFFAIRS', 'BOTH', 4, [4, 3], { finerDuty: 'CARE' }],
    ['A-014', '独居老人探访', 'CIVIL_AFFAIRS', 'BOTH', 4, [2, 4], { finerDuty: 'CARE', handle: days(2) }],
  ]),
  ...itemsOf('HAZARDS', [
    [
      'B-001',
      '消防隐患整改',
      'FIRE',
      'BOTH',
      8,
      [6, 3],
      { legalBasis: '《中华人民共和国消防法》第五十三条', urgent: true, handle: days(2) },
    ],
    [
      'B-002',
      '燃气安全',
      'HOUSING',
      'BOTH',
      6,
      [9, 1],
      { legalBasis: '《城镇燃气管理条例》', urgent: true, handle: hours(7) },
    ],
    [
      'B-003',
      '违法建设',
      'NATURAL_RESOURCES',
      'BOTH',
      4,
      [6, 4],
      { legalBasis: '《中华人民共和国城乡规划法》', handle: days(15) },
    ],
    [
      'B-004',
      '地质灾害隐患',
      'NATURAL_RESOURCES',
      'RURAL',
      3,
      [8, 2],
      { legalBasis: '《地质灾害防治条例》', urgent: true, handle: days(1) },
    ],
    ['B-005', '河道安全与防溺水', 'WATER', 'BOTH', 4, [5, 4]],
    ['B-006', '食品药品安全', 'MARKET', 'BOTH', 4, [10, 0], { legalBasis: '《中华人民共和国食品安全法》' }],
    ['B-007', '危险树木与户外广告牌', 'URBAN_MANAGEMENT', 'BOTH', 4, [5, 4], { handle: days(2) }],
    [
      'B-008',
      '电动车违规充电停放',
      'FIRE',
      'URBAN',
      6,
      [5, 2],
      { before: { name: '电动车飞线充电', sponsor: 'EMERGENCY' } },
    ],
    ['B-009', '道路交通安全隐患', 'POLICE', 'BOTH', 5, [8, 2], { finerDuty: 'PATROL' }],
    ['B-010', '森林防火巡查', 'FORESTRY', 'RURAL', 2, [5, 5], { finerDuty: 'PATROL' }],
    [
      'B-099',
      '强降雨期间人员转移与安置',
      'EMERGENCY',
      'RURAL',
      0,
      [5, 5],
      { finerDuty: 'EMERGENCY', legalBasis: '县防汛抗旱指挥部令', emergency: true, urgent: true, handle: hours(4) },
    ],
  ]),
  ...itemsOf('MEDIATION', [
    ['C-001', '邻里纠纷调解', 'JUSTICE', 'BOTH', 9, [2, 3], { legalBasis: '《中华人民共和国人民调解法》' }],
    ['C-002', '婚姻家庭纠纷调解', 'JUSTICE', 'BOTH', 3, [3, 3]],
    [
      'C-003',
      '土地承包经营纠纷',
      'AGRICULTURE',
      'RURAL',
      6,
      [4, 4],
      { legalBasis: '《中华人民共和国农村土地承包经营纠纷调解仲裁法》', handle: days(15) },
    ],
    ['C-004', '宅基地纠纷', 'NATURAL_RESOURCES', 'RURAL', 4, [4, 5], { handle: days(15) }],
    [
      'C-005',
      '拖欠工资',
      'LABOUR',
      'BOTH',
      5,
      [9, 1],
      { legalBasis: '《保障农民工工资支付条例》', urgent: true, handle: days(10) },
    ],
    ['C-006', '物业服务纠纷', 'HOUSING', 'URBAN', 7, [5, 3]],
    [
      'C-007',
      '噪声扰民',
      'POLICE',
      'BOTH',
      6,
      [7, 1],
      { legalBasis: '《中华人民共和国噪声污染防治法》', before: { name: '噪声扰民', sponsor: 'ENVIRONMENT' } },
    ],
    ['C-008', '养犬扰民与伤人', 'POLICE', 'BOTH', 5, [6, 2]],
    ['C-009', '消费纠纷', 'MARKET', 'BOTH', 3, [10, 0]],
  ]),
  ...itemsOf('ERRANDS', [
    [
      'D-001',
      '最低生活保障申请代办',
      'CIVIL_AFFAIRS',
      'BOTH',
      6,
      [6, 4],
      { legalBasis: '《社会救助暂行办法》', before: { name: '低保申请' }, handle: days(20) },
    ],
    ['D-002', '残疾人证与两项补贴代办', 'DISABLED', 'BOTH', 4, [8, 2], { handle: days(10) }],
    ['D-003', '医保参保缴费代办', 'MEDICAL_INSURANCE', 'BOTH', 5, [5, 4]],
    ['D-004', '养老保险待遇资格认证', 'LABOUR', 'BOTH', 5, [3, 4]],
    ['D-005', '高龄津贴代办', 'CIVIL_AFFAIRS', 'BOTH', 4, [4, 5]],
    ['D-006', '户籍与身份证上门办理', 'POLICE', 'BOTH', 3, [10, 0]],
    ['D-007', '退役军人优待证代办', 'VETERANS', 'BOTH', 2, [7, 3]],
    ['D-008', '临时救助', 'CIVIL_AFFAIRS', 'BOTH', 3, [4, 6], { urgent: true, handle: days(5) }],
  ]),
  ...itemsOf('POLICY', [
    ['E-001', '惠农补贴政策咨询', 'AGRICULTURE', 'RURAL', 4, [5, 4]],
    ['E-002', '防范电信网络诈骗', 'POLICE', 'BOTH', 3, [9, 0], { legalBasis: '《中华人民共和国反电信网络诈骗法》' }],
    ['E-003', '移风易俗与红白事从简', 'PUBLICITY', 'RURAL', 2, [2, 4]],
  ]),
  ...itemsOf('OPINIONS', [
    ['F-001', '村庄建设意见建议', 'SOCIAL_WORK', 'RURAL', 3, [2, 5]],
    ['F-002', '文化活动需求', 'CULTURE', 'BOTH', 4, [5, 3]],
    ['F-003', '义诊与家庭医生签约', 'HEALTH', 'BOTH', 3, [6, 3], { finerDuty: 'CARE' }],
  ]),
];
