import type { ProgrammeKind } from '@gridloom/societies/import';

export interface ProgrammeWording {
  readonly name: string;
  readonly kind: ProgrammeKind;
}

/** What neighbourhood and village centres offer besides the canteen. */
export const programmeWording: readonly ProgrammeWording[] = [
  { name: '四点半课堂', kind: 'CARE' },
  { name: '老年日间照料', kind: 'CARE' },
  { name: '假期儿童看护', kind: 'CARE' },
  { name: '剪纸与书画班', kind: 'CULTURE' },
  { name: '老年合唱班', kind: 'CULTURE' },
  { name: '戏曲票友角', kind: 'CULTURE' },
  { name: '政务代办窗口', kind: 'SERVICE' },
  { name: '便民维修与理发', kind: 'SERVICE' },
  { name: '法律咨询日', kind: 'SERVICE' },
];

/** What training is ordered for, with what people earn by it in yuan a month. */
export const trainingWording: readonly { readonly name: string; readonly wage: number }[] = [
  { name: '缝纫加工订单班', wage: 4_600 },
  { name: '香菇种植技术班', wage: 5_200 },
  { name: '电商直播订单班', wage: 5_800 },
  { name: '养老护理员订单班', wage: 5_500 },
  { name: '焊工技能订单班', wage: 6_900 },
  { name: '中式面点班', wage: 4_900 },
];

/** Shuangquan: whoever finished it went to the households and firms that had ordered it. */
export const shuangquanCourse = '母婴护理与家政服务订单班';
export const shuangquanInWork = 143;
export const shuangquanAverageWage = 8_000;
