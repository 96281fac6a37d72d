/** A service that residents ask of volunteers. */
export interface OrderWording {
  readonly title: string;
  readonly description?: string;
  readonly skill?: string;
  /** How many volunteers it takes, at least and at most. */
  readonly needed: readonly [number, number];
  /** How long, in half hours. */
  readonly halfHours: readonly [number, number];
}

export const orderWording: readonly OrderWording[] = [
  { title: '上门为行动不便老人理发', skill: '理发', needed: [1, 2], halfHours: [2, 4] },
  { title: '陪同老人去镇上复诊取药', description: '老人耳背，需要有人陪着挂号。', needed: [1, 1], halfHours: [6, 8] },
  { title: '修理水龙头和漏水管', skill: '家电维修', needed: [1, 1], halfHours: [2, 3] },
  { title: '给独居老人打扫卫生、晾晒被褥', needed: [2, 4], halfHours: [4, 6] },
  { title: '教老人用手机认证养老金', skill: '手机教学', needed: [1, 2], halfHours: [2, 4] },
  { title: '放学护学岗', description: '校门口两侧各一人。', needed: [2, 2], halfHours: [2, 2] },
  { title: '周末孩子作业辅导', skill: '课业辅导', needed: [1, 3], halfHours: [4, 6] },
  { title: '清理河道漂浮物', needed: [4, 8], halfHours: [4, 6] },
  { title: '文化广场大扫除', needed: [3, 8], halfHours: [3, 5] },
  { title: '帮助收花生', description: '户主住院，地里的花生等不得。', needed: [3, 6], halfHours: [8, 12] },
  { title: '饺子宴包饺子', skill: '做饭', needed: [4, 8], halfHours: [5, 7] },
  { title: '代写申请材料', skill: '文书代写', needed: [1, 1], halfHours: [2, 3] },
  { title: '检查用电线路', skill: '电工', needed: [1, 2], halfHours: [2, 4] },
  { title: '给住院老人送饭', needed: [1, 2], halfHours: [2, 3] },
  { title: '帮老人搬煤和劈柴', needed: [2, 3], halfHours: [3, 5] },
  { title: '反诈宣传入户发单页', needed: [2, 4], halfHours: [4, 6] },
  { title: '量血压测血糖', skill: '医护', needed: [1, 3], halfHours: [4, 6] },
  { title: '红白事帮厨和引导停车', needed: [3, 6], halfHours: [8, 12] },
];

/** Orders of Xiaosi's team 寺帮帮, from the first to the newest. */
export const sibangbangOrders: readonly OrderWording[] = [
  { title: '寺帮帮：帮五保老人翻修灶台', skill: '泥瓦工', needed: [2, 2], halfHours: [8, 8] },
  { title: '寺帮帮：给卧床老人理发洗脚', skill: '理发', needed: [2, 2], halfHours: [4, 4] },
  { title: '寺帮帮：抢收三户老人的玉米', needed: [6, 6], halfHours: [10, 10] },
  { title: '寺帮帮：修小学围墙边的篱笆', needed: [4, 4], halfHours: [6, 6] },
  { title: '寺帮帮：教老人视频通话', skill: '手机教学', needed: [2, 2], halfHours: [4, 4] },
  { title: '寺帮帮：接送残疾学生上学', needed: [2, 2], halfHours: [3, 3] },
  { title: '寺帮帮：打扫寺坡路落石', needed: [5, 5], halfHours: [5, 5] },
  { title: '寺帮帮：检修留守户电线', skill: '电工', needed: [2, 2], halfHours: [4, 4] },
  { title: '寺帮帮：重阳节饺子宴', skill: '做饭', needed: [8, 8], halfHours: [6, 6] },
  { title: '寺帮帮：雨后疏通村内水沟', needed: [5, 5], halfHours: [5, 5] },
  { title: '寺帮帮：给独居老人过生日', needed: [3, 3], halfHours: [3, 3] },
  { title: '寺帮帮：冬前给困难户糊窗户', needed: [3, 3], halfHours: [5, 5] },
  { title: '寺帮帮：陪护手术老人夜里换班', needed: [2, 2], halfHours: [12, 12] },
  { title: '寺帮帮：村口小花园除草', needed: [4, 4], halfHours: [4, 4] },
];

/** Services by which volunteers help on with an open case, by the item of the case; the first one for all others. */
export const orderForCase: readonly { readonly items: readonly string[]; readonly order: OrderWording }[] = [
  { items: [], order: { title: '协助网格员入户了解情况', needed: [2, 2], halfHours: [4, 4] } },
  {
    items: ['A-001', 'A-003', 'A-007', 'A-010', 'A-012', 'B-001', 'B-007'],
    order: { title: '帮助清理现场杂物', needed: [4, 4], halfHours: [5, 5] },
  },
  {
    items: ['A-013', 'A-014', 'D-001', 'D-002', 'D-004', 'D-005', 'D-008'],
    order: { title: '上门照看老人、代取材料', needed: [2, 2], halfHours: [4, 4] },
  },
  { items: ['C-001', 'C-002', 'C-007'], order: { title: '请乡贤一同上门劝和', needed: [2, 2], halfHours: [3, 3] } },
];

export const skills: readonly string[] = [
  '理发',
  '家电维修',
  '电工',
  '泥瓦工',
  '做饭',
  '手机教学',
  '课业辅导',
  '文书代写',
  '医护',
  '驾驶',
  '文艺表演',
  '法律咨询',
  '心理疏导',
  '应急救护',
];

/** Service outside of orders, as the ledger names it. */
export const dailyService: readonly string[] = [
  '助老助餐',
  '环境整治',
  '义务巡逻',
  '护学岗',
  '文明劝导',
  '邻里守望',
  '村史馆讲解',
  '防汛值守',
  '防火巡查',
  '文艺演出',
];

/** Why an entry of the ledger was corrected. */
export const corrections: readonly string[] = ['提前离岗，核减', '重复登记，核减', '实际延时，补记', '登记笔误，更正'];
