import type { DutyRecord } from '@gridloom/cases/import';

/** One duty of a list: its code is what service items refer to. */
export interface DutyName {
  readonly code: string;
  readonly name: string;
  /** Whose duty it is (岗位职责), by roles in a grid; left out: everybody's. */
  readonly roles?: readonly DutyRole[];
}

type DutyRole = NonNullable<DutyRecord['roles']>[number];

/** Those who go round the grid: full-time, part-time, level 3 and level 4. */
const workers: readonly DutyRole[] = ['FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4'];
const headAndWorkers: readonly DutyRole[] = ['GRID_HEAD', ...workers];

export interface DutyListNames {
  readonly code: string;
  readonly name: string;
  readonly duties: readonly DutyName[];
}

/** The kinds of duty by which the items below are sorted, whatever list the county has. */
export type DutyKind = 'POLICY' | 'ERRANDS' | 'MEDIATION' | 'HAZARDS' | 'LIVELIHOOD' | 'OPINIONS';

const six: readonly DutyName[] = [
  { code: 'POLICY', name: '政策宣传' },
  { code: 'ERRANDS', name: '跑腿代办', roles: workers },
  { code: 'MEDIATION', name: '矛盾调解' },
  { code: 'HAZARDS', name: '隐患排查', roles: headAndWorkers },
  { code: 'LIVELIHOOD', name: '民生服务', roles: headAndWorkers },
  { code: 'OPINIONS', name: '民意收集' },
];

const eleven: readonly DutyName[] = [
  { code: 'POLICY', name: '政策法规宣传' },
  { code: 'ERRANDS', name: '便民代办服务', roles: workers },
  { code: 'MEDIATION', name: '矛盾纠纷化解' },
  { code: 'HAZARDS', name: '安全隐患排查', roles: headAndWorkers },
  { code: 'LIVELIHOOD', name: '民生实事服务', roles: headAndWorkers },
  { code: 'OPINIONS', name: '社情民意收集' },
  { code: 'DATA', name: '基础信息采集', roles: workers },
  { code: 'PATROL', name: '治安巡逻防控', roles: workers },
  { code: 'CARE', name: '特殊人群走访', roles: headAndWorkers },
  { code: 'ENVIRONMENT', name: '环境卫生监督', roles: workers },
  { code: 'EMERGENCY', name: '应急处突协助', roles: headAndWorkers },
];

const lists: Readonly<Record<string, DutyListNames>> = {
  '410326': { code: 'RUYANG-6', name: '汝阳县网格员六项职责', duties: six },
  '430112': { code: 'WANGCHENG-11', name: '望城区网格员十一项职责', duties: eleven },
};

/** The county's duty list (职责清单); one of six duties where the county is not one that has told its own. */
export const dutyListOf = (countyCode: string, countyName: string): DutyListNames =>
  lists[countyCode] ?? { code: `COUNTY-${countyCode}`, name: `${countyName}网格员职责清单`, duties: six };
