import type { SocietyKind } from '@gridloom/societies/import';

/** What societies are called after their village or community; the first ones are in every place that has so many. */
export const societyNames: Readonly<Record<SocietyKind, readonly string[]>> = {
  SELF_GOVERNING: [
    '村民议事会',
    '红白理事会',
    '道德评议会',
    '禁毒禁赌会',
    '人民调解会',
    '孝善理事会',
    '村务监事会',
    '乡贤理事会',
    '治安联防会',
    '妇女议事会',
    '环境卫生监督会',
    '老年协会',
    '用水户协会',
    '家长里短评理会',
    '移风易俗劝导会',
    '护林防火联防会',
  ],
  RECREATIONAL: [
    '广场舞队',
    '戏曲社',
    '锣鼓队',
    '健步走队',
    '太极队',
    '舞蹈队',
    '秧歌队',
    '曲剧社',
    '合唱队',
    '腰鼓队',
    '书画社',
    '象棋社',
    '篮球队',
    '乒乓球队',
    '门球队',
    '狮舞队',
    '高跷队',
    '读书会',
    '摄影社',
    '空竹队',
  ],
  VOLUNTEER: [
    '志愿服务队',
    '助老志愿服务队',
    '环境整治志愿服务队',
    '平安巡逻志愿服务队',
    '巾帼志愿服务队',
    '党员先锋志愿服务队',
    '爱心理发志愿服务队',
    '便民维修志愿服务队',
    '护学志愿服务队',
    '健康义诊志愿服务队',
    '文艺宣传志愿服务队',
    '应急救援志愿服务队',
    '邻里守望志愿服务队',
    '反诈宣传志愿服务队',
    '护河志愿服务队',
    '青年志愿服务队',
    '政策宣讲志愿服务队',
    '饺子宴志愿服务队',
  ],
};

/** In a community people say 居民, not 村民. */
export const inCommunity = (name: string): string => name.replace('村民', '居民').replace('村务', '居务');

const ordinals = ['', '第二', '第三', '第四', '第五', '第六', '第七', '第八', '第九', '第十'] as const;

/** Name of the n-th society (from 0) of a kind in a place; different for each n. */
export const societyName = (place: string, kind: SocietyKind, n: number, isCommunity: boolean): string => {
  const names = societyNames[kind];
  const round = Math.floor(n / names.length);
  const name = names[n % names.length] ?? '';
  const ordinal = ordinals[round] ?? `第${String(round + 1)}`;
  return `${place}${ordinal}${isCommunity ? inCommunity(name) : name}`;
};
