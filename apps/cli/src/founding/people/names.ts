/** Family names, the frequent ones as often as they come (of a hundred people in a county of the plains). */
const familyNames =
  '王王王王王王王王王李李李李李李李李张张张张张张张张刘刘刘刘刘刘陈陈陈陈陈杨杨杨杨赵赵赵赵黄黄周周吴吴徐徐孙孙' +
  '马马马朱朱胡胡郭郭郭何何高高林罗郑郑梁谢宋宋唐许韩韩冯邓曹彭曾肖田田董董潘袁蔡蒋余于杜杜叶程魏魏苏吕丁任卢姚姚' +
  '沈钟姜崔谭陆范汪廖石石金韦贾夏付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康靳岳常焦仝';

/** Given names by sex and the years in which they were given. */
const givenNames = {
  MALE: {
    old: '建国 国强 德福 金山 长河 保国 文明 建军 新民 有才 天顺 全喜 根生 铁柱 振华 光明 书林 大海 红军 太平 万福 聚才 书田 明德 福贵 运动 胜利 跃进 双喜 清和',
    middle:
      '伟 军 勇 强 磊 刚 峰 涛 志强 建伟 海涛 国庆 俊杰 晓东 向阳 永刚 卫东 占军 红伟 保军 利民 少华 文涛 新伟 志勇 跃辉 小军 振伟 宏伟 亚飞',
    young:
      '浩 宇航 子轩 博文 俊豪 一鸣 明轩 梓豪 家豪 浩然 皓轩 天宇 嘉懿 泽宇 奕辰 子墨 宇轩 鹏飞 世豪 佳乐 晨曦 文博 旭阳 龙飞 启航 依辰 承泽 嘉铭',
  },
  FEMALE: {
    old: '秀英 桂英 玉兰 凤英 春梅 秀兰 桂花 爱莲 改枝 玉珍 兰英 素珍 花荣 月娥 秋菊 翠英 金枝 喜梅 巧云 雪梅 荣花 书琴 香莲 麦香 粉英 爱香 玉梅 桂芝 凤琴 会英',
    middle:
      '丽 敏 静 艳 霞 娟 丽娟 红霞 晓丽 小芳 海燕 慧敏 春霞 彩霞 亚丽 红艳 利霞 俊霞 素霞 晓燕 会娟 爱红 玉红 艳丽 丽萍 小红 改霞 俊英 秋霞 文静',
    young:
      '雨涵 梓涵 欣怡 诗涵 子涵 佳怡 思雨 梦瑶 一诺 可馨 雅琪 紫萱 语桐 欣妍 若曦 佳琪 雨桐 依诺 晨曦 梦琪 思彤 静怡 艺涵 钰涵 婉清 佳慧 怡然 雨萱',
  },
} as const;

const listsOf = ({ old, middle, young }: Readonly<Record<'old' | 'middle' | 'young', string>>) => ({
  old: old.split(' '),
  middle: middle.split(' '),
  young: young.split(' '),
});
const lists = { MALE: listsOf(givenNames.MALE), FEMALE: listsOf(givenNames.FEMALE) };

export const familyName = (number: number): string => familyNames.charAt(number % familyNames.length);

/** A given name of the time in which somebody of this age was born. */
export const givenName = (sex: 'MALE' | 'FEMALE', age: number, number: number): string => {
  const names = lists[sex][age >= 55 ? 'old' : age >= 25 ? 'middle' : 'young'];
  return names[number % names.length] ?? '';
};
