/** What a council talks about and decides. */
export interface MeetingWording {
  readonly topic: string;
  readonly resolutions: readonly string[];
}

/** Meetings of councils and other self-governing societies. */
export const meetingWording: readonly MeetingWording[] = [
  { topic: '讨论村内主街亮化方案', resolutions: ['主街安装太阳能路灯二十盏，费用由集体经济列支'] },
  {
    topic: '讨论环境卫生“门前三包”',
    resolutions: ['每户负责门前清扫，每月评比一次', '评比结果在村务公开栏公布'],
  },
  { topic: '议定红白事办理标准', resolutions: ['喜事每桌不超过二百元、不超过十五桌', '丧事一日从简，不请两班响器'] },
  { topic: '评议孝善家庭人选', resolutions: ['推荐孝善家庭六户，报乡镇表彰'] },
  { topic: '讨论水渠维修投工', resolutions: ['每户投工一个，不能出工的按五十元折算'] },
  { topic: '讨论集体土地发包', resolutions: ['集体机动地公开竞价发包三年，收益用于公共支出'] },
  { topic: '讨论文化广场使用时间', resolutions: ['晚上九点后停止播放音响'] },
  { topic: '讨论老年人助餐补贴', resolutions: ['七十五岁以上老人每餐补两元'] },
  { topic: '讨论村规民约修订', resolutions: ['增加不飞线充电、不占道堆放两条', '修订稿张榜七日后生效'] },
  { topic: '讨论防汛值班安排', resolutions: ['汛期党员和网格员轮流值班，低洼户一户一人'] },
  { topic: '讨论公益岗位人选', resolutions: ['保洁员和护林员优先安排低收入家庭'] },
  { topic: '讨论自来水管网改造入户', resolutions: ['同意改造，入户部分每户自筹一百二十元'] },
  { topic: '讨论停车位划线', resolutions: ['公共空地划车位三十个，先到先停，不得占为己有'] },
  { topic: '听取集体经济收支情况', resolutions: ['同意上半年收支报告并张榜公布'] },
  { topic: '讨论禁毒禁赌宣传进户', resolutions: ['理事包片入户，签承诺书'] },
  { topic: '调处两起邻里矛盾', resolutions: ['按现场丈量结果划定滴水，双方让步'] },
  { topic: '讨论暑期孩子看护', resolutions: ['开办假期课堂，志愿者轮流看护'] },
  { topic: '讨论垃圾分类投放点', resolutions: ['增设投放点三处，撤掉路边散桶'] },
];

/** Votes of clubs and volunteer teams on their own affairs. */
export const clubMeetingWording: readonly MeetingWording[] = [
  { topic: '安排本月活动', resolutions: [] },
  { topic: '推选骨干和分组', resolutions: ['推选副队长两名'] },
  { topic: '排练重阳节节目', resolutions: [] },
  { topic: '讨论服装和器材', resolutions: ['添置音响一台，费用由活动经费列支'] },
  { topic: '总结服务并评议星级成员', resolutions: ['评出季度之星五名'] },
  { topic: '商量走访独居老人', resolutions: ['两人一组，每周走访一次'] },
];

/** A matter that is worked off one by one. `label` with `{n}` is an item's. */
export interface MatterPlan {
  readonly title: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
}

export const matterPlans: readonly MatterPlan[] = [
  { title: '主街拓宽退让院墙', label: '第{n}户', least: 6, most: 14 },
  { title: '户厕改造', label: '第{n}户', least: 8, most: 20 },
  { title: '自来水入户改造', label: '第{n}户', least: 10, most: 24 },
  { title: '残垣断壁拆除', label: '第{n}处', least: 4, most: 12 },
  { title: '公墓散坟迁移', label: '第{n}处', least: 5, most: 15 },
  { title: '高标准农田田块调整', label: '第{n}块', least: 6, most: 16 },
  { title: '弱电线路入地', label: '第{n}段', least: 4, most: 9 },
  { title: '老旧单元加装扶手', label: '{n}单元', least: 4, most: 12 },
  { title: '房前小菜园认领', label: '第{n}块', least: 8, most: 18 },
  { title: '河道清障退耕', label: '第{n}户', least: 4, most: 10 },
];

/** Renzhuang's council and the canal: meetings from the first to the newest, each with how long ago it was. */
export const canalTitle = '修渠搬迁18户';
export const canalHouseholds = 18;
/** Of the 18 households the first ones have moved, the next ones have agreed, the last are still talked with. */
export const canalSettled = 12;
export const canalAgreed = 4;

export const canalMeetings: readonly (MeetingWording & { readonly daysAgo: number; readonly against: number })[] = [
  {
    daysAgo: 212,
    topic: '商量引水渠改线要搬迁的18户',
    resolutions: ['同意渠线走村南，涉及的18户逐户商量、逐户签字，不搞一刀切'],
    against: 7,
  },
  {
    daysAgo: 176,
    topic: '公布丈量结果和补偿标准',
    resolutions: ['补偿按丈量面积和县里标准执行，结果张榜七天', '过渡期租房由集体补贴每月三百元'],
    against: 4,
  },
  { daysAgo: 131, topic: '前六户签字搬迁后的安置', resolutions: ['安置宅基地按签字先后选位'], against: 2 },
  {
    daysAgo: 83,
    topic: '商量还没有同意的几户的难处',
    resolutions: ['请乡贤和亲友分头上门，老人户由志愿者帮搬家'],
    against: 1,
  },
  { daysAgo: 24, topic: '听取搬迁进度', resolutions: ['已搬12户的旧宅先行放线施工，未搬的继续商量'], against: 0 },
];
