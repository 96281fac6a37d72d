import type { DutyKind } from './duties.ts';
import type { ServiceItemEntry, SponsorName } from './service-items.ts';

/** Who does what in matters of a duty (职责分工): whoever leads, and the grid; and what the grid may do by itself. */
interface Division {
  readonly lead: string;
  readonly grid: string;
  readonly powers?: string;
}

const divisions: Readonly<Record<DutyKind, Division>> = {
  LIVELIHOOD: {
    lead: '制定处理办法，组织办理，答复诉求人',
    grid: '发现上报，联系群众，核验办理结果',
    powers: '能当场解决的，网格先行处置后登记',
  },
  HAZARDS: {
    lead: '现场核查，依法责令整改，跟踪整改到位',
    grid: '日常排查，劝导提醒，发现上报，到期复查',
    powers: '现场劝阻，督促当场整改；拒不整改的上报',
  },
  MEDIATION: {
    lead: '提供法律和政策依据，组织调解；调解不成的，引导依法解决',
    grid: '了解情况，就地劝解，参与调解，调解后回访',
    powers: '就地调解一般纠纷并登记',
  },
  ERRANDS: {
    lead: '公布所需材料，审核办理，反馈结果',
    grid: '告知所需材料，代为收集递交，送达结果',
    powers: '受群众委托代为递交材料',
  },
  POLICY: {
    lead: '提供政策口径和宣传材料，解答疑难',
    grid: '入户宣传，解答一般问题，记录并上报疑难',
  },
  OPINIONS: {
    lead: '研究意见，说明是否采纳，反馈诉求人',
    grid: '收集整理，如实上报，告知结果',
  },
};

/** Bodies whose own duties touch a matter that another one leads (配合单位), and what they do. */
const assistants: Readonly<Record<string, readonly (readonly [SponsorName, string])[]>> = {
  'A-004': [['HOUSING', '管网维护']],
  'A-005': [['HEALTH', '饮用水水质卫生监测']],
  'A-009': [['CIVIL_AFFAIRS', '核实困难家庭情况']],
  'A-014': [['HEALTH', '上门健康服务']],
  'B-001': [['EMERGENCY', '督促生产经营单位整改']],
  'B-002': [
    ['MARKET', '燃气器具和气瓶质量监管'],
    ['FIRE', '消防安全检查'],
  ],
  'B-003': [['URBAN_MANAGEMENT', '依法查处']],
  'B-004': [['EMERGENCY', '组织人员转移避险']],
  'B-005': [['EDUCATION', '学生防溺水教育']],
  'B-008': [
    ['URBAN_MANAGEMENT', '充电设施和停放场所管理'],
    ['POLICE', '查处占用消防通道'],
  ],
  'B-009': [['TRANSPORT', '公路安全设施维护']],
  'B-010': [['EMERGENCY', '应急处置']],
  'B-099': [
    ['WATER', '水情通报'],
    ['CIVIL_AFFAIRS', '安置群众基本生活'],
  ],
  'C-003': [['JUSTICE', '指导人民调解']],
  'C-004': [['AGRICULTURE', '宅基地管理政策解释']],
  'C-005': [
    ['HOUSING', '督促建筑企业支付'],
    ['JUSTICE', '提供法律援助'],
  ],
  'C-007': [['ENVIRONMENT', '噪声监测']],
  'D-002': [['HEALTH', '残疾评定']],
};

/** What a version of an item says of who does what. */
export interface DividedWork {
  readonly leadKind: 'COUNTY_DEPARTMENT' | 'TOWNSHIP_GOVERNMENT' | 'VILLAGE_COMMITTEE';
  readonly leadDoes: string;
  readonly gridDoes: string;
  readonly assistants: readonly { readonly sponsor: SponsorName; readonly does: string }[];
  readonly powers?: string;
  readonly staff: string;
}

/** The level that settles most of such cases leads: what it can do by itself needs nobody from above (吹哨 is refused for it). */
const leadKindOf = ({ bySponsor, byTownship }: ServiceItemEntry): DividedWork['leadKind'] => {
  const byVillage = 10 - bySponsor - byTownship;
  if (bySponsor >= byTownship && bySponsor >= byVillage) return 'COUNTY_DEPARTMENT';
  return byTownship >= byVillage ? 'TOWNSHIP_GOVERNMENT' : 'VILLAGE_COMMITTEE';
};

/** The division of work of an item, with what comes down to the grid with it (权随事转、人随事走). */
export const divisionOf = (item: ServiceItemEntry): DividedWork => {
  const { lead, grid, powers } = divisions[item.duty];
  return {
    leadKind: leadKindOf(item),
    leadDoes: lead,
    gridDoes: grid,
    assistants: (assistants[item.code] ?? []).map(([sponsor, does]) => ({ sponsor, does })),
    ...(powers === undefined ? {} : { powers }),
    staff: '牵头单位下沉力量联系网格',
  };
};
