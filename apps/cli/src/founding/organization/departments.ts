import type { SponsorName } from '../cases/service-items.ts';

/** Departments besides those that have items on the county's list of matters. */
export type OtherDepartment = 'REFORM' | 'FINANCE' | 'POLITICS_AND_LAW' | 'LETTERS' | 'ORGANIZATION' | 'DATA';
export type DepartmentName = SponsorName | OtherDepartment;

export interface DepartmentEntry {
  /** After the county's name: 汝阳县民政局. */
  readonly name: string;
  /** What it brings into the grids (资源下沉). */
  readonly resources: string;
  /** Departments of the party committee are named after it: 中共汝阳县委宣传部. */
  readonly isOfParty?: true;
  readonly isCoordinating?: true;
}

/** The departments of a county (县直部门). */
export const departments: Readonly<Record<DepartmentName, DepartmentEntry>> = {
  TRANSPORT: { name: '交通运输局', resources: '农村公路养护、客运站点巡查' },
  HOUSING: { name: '住房和城乡建设局', resources: '危房排查、物业纠纷调处' },
  URBAN_MANAGEMENT: { name: '城市管理局', resources: '市容巡查、路灯和环卫设施维护' },
  ENVIRONMENT: { name: '生态环境分局', resources: '污水和扬尘巡查' },
  WATER: { name: '水利局', resources: '饮水安全、河道巡查、防汛物资' },
  INDUSTRY: { name: '工业和信息化局', resources: '供电和通信协调' },
  AGRICULTURE: { name: '农业农村局', resources: '农技指导、人居环境整治' },
  EDUCATION: { name: '教育体育局', resources: '控辍保学、健身设施' },
  CIVIL_AFFAIRS: { name: '民政局', resources: '低保审核、养老助残、社会组织指导' },
  FIRE: { name: '消防救援大队', resources: '消防器材检查、应急演练' },
  EMERGENCY: { name: '应急管理局', resources: '安全生产检查、救灾物资' },
  NATURAL_RESOURCES: { name: '自然资源局', resources: '地质灾害监测、宅基地测绘' },
  MARKET: { name: '市场监督管理局', resources: '食品安全检查、消费维权' },
  FORESTRY: { name: '林业局', resources: '护林防火' },
  POLICE: { name: '公安局', resources: '一村一警、反诈宣传' },
  JUSTICE: { name: '司法局', resources: '法律顾问、人民调解' },
  LABOUR: { name: '人力资源和社会保障局', resources: '岗位推送、技能培训' },
  DISABLED: { name: '残疾人联合会', resources: '辅具适配、残疾评定上门' },
  MEDICAL_INSURANCE: { name: '医疗保障局', resources: '参保登记、异地就医备案' },
  VETERANS: { name: '退役军人事务局', resources: '优抚走访、退役军人服务' },
  PUBLICITY: { name: '宣传部', resources: '移风易俗、文明实践', isOfParty: true },
  SOCIAL_WORK: { name: '社会工作部', resources: '社工服务、志愿服务统筹', isOfParty: true },
  HEALTH: { name: '卫生健康委员会', resources: '家庭医生签约、健康义诊' },
  CULTURE: { name: '文化广电和旅游局', resources: '文艺下乡、农家书屋' },
  REFORM: { name: '发展和改革委员会', resources: '以工代赈项目', isCoordinating: true },
  FINANCE: { name: '财政局', resources: '惠农补贴查询', isCoordinating: true },
  POLITICS_AND_LAW: { name: '政法委员会', resources: '平安建设、矛盾排查', isOfParty: true, isCoordinating: true },
  LETTERS: { name: '信访局', resources: '信访代理、领导接访', isCoordinating: true },
  ORGANIZATION: { name: '组织部', resources: '党员双报到', isOfParty: true, isCoordinating: true },
  DATA: { name: '政务服务和大数据管理局', resources: '便民事项下沉代办', isCoordinating: true },
};

export const departmentNames = Object.keys(departments) as readonly DepartmentName[];

export const departmentTitle = (county: string, { name, isOfParty }: DepartmentEntry): string =>
  isOfParty ? `中共${county}委${name}` : `${county}${name}`;

/** Public institutions that handle no cases of their own. */
export const institutions: readonly { readonly key: string; readonly name: string; readonly resources: string }[] = [
  { key: 'hotline', name: '12345政务服务便民热线中心', resources: '热线工单回访' },
  { key: 'hospital', name: '人民医院', resources: '巡回医疗、绿色转诊' },
  { key: 'party-school', name: '党校', resources: '网格员培训' },
  { key: 'culture-house', name: '文化馆', resources: '文艺骨干辅导' },
];

/** What departments are bound to lead (责任捆绑领办). */
export const initiatives: readonly {
  readonly department: DepartmentName;
  readonly initiative: string;
  readonly progress: string;
}[] = [
  {
    department: 'SOCIAL_WORK',
    initiative: '邻里中心、乡里中心建设',
    progress: '各乡镇均已建成一处以上，正向行政村延伸',
  },
  { department: 'PUBLICITY', initiative: '移风易俗', progress: '红白理事会全覆盖，标准写入村规民约' },
  { department: 'CIVIL_AFFAIRS', initiative: '乡村大食堂', progress: '开办的食堂均已接入，按月公示收支' },
  { department: 'LABOUR', initiative: '订单式技能培训', progress: '按用工单开班，结业即上岗' },
  { department: 'JUSTICE', initiative: '矛盾纠纷多元化解', progress: '每村一名法律顾问，调解室全部挂牌' },
  { department: 'POLICE', initiative: '反诈防诈', progress: '反诈程序安装入户核对过半' },
  { department: 'AGRICULTURE', initiative: '人居环境整治', progress: '垃圾日清，户厕改造进入扫尾' },
  { department: 'FIRE', initiative: '九小场所消防安全', progress: '灭火器更换完成八成' },
];
