/** A demand that a society heard, and the matter on the county's list that it is. */
export interface DemandWording {
  readonly item: string;
  readonly text: string;
}

/** What Wangping's dance team, opera circle and walking team carried to the village: 28 demands. */
export const wangpingDemands: Readonly<Record<'舞蹈队' | '戏曲社' | '健步走队', readonly DemandWording[]>> = {
  舞蹈队: [
    { item: 'A-008', text: '文化广场东南角的地砖翘起来了。跳舞时绊倒过人。' },
    { item: 'A-002', text: '广场北边两盏灯不亮。晚上跳舞看不清脚下。' },
    { item: 'A-006', text: '广场没有电源插座，音响线从人家窗户里拉出来。下雨不安全。' },
    { item: 'A-007', text: '广场边的公厕晚上锁着。女队员只能往家跑。' },
    { item: 'C-007', text: '有邻居反映跳舞声音大。想请大家商量个时间和音量。' },
    { item: 'A-013', text: '队里三位老姐妹做饭吃力。想问能不能在村里办个老年食堂。' },
    { item: 'F-003', text: '好几个队员血压高。想请卫生院每月来量一次。' },
    { item: 'A-001', text: '广场入口老停着拉货的车。跳舞的人进出要从车缝里钻。' },
    { item: 'D-003', text: '有五位队员不会在手机上交医保。请帮忙代交。' },
    { item: 'A-003', text: '广场西侧的垃圾桶没有盖子。夏天味道大。' },
  ],
  戏曲社: [
    { item: 'F-002', text: '老戏台的顶棚漏雨。锣鼓家什没处放。' },
    { item: 'F-002', text: '想请县剧团来教两天曲剧。社里年轻人少，怕断了。' },
    { item: 'A-006', text: '戏台的电线都是老线，灯一开就跳闸。想请电工来看看。' },
    { item: 'B-001', text: '戏台后面的化妆间没有灭火器。幕布都是布的。' },
    { item: 'A-014', text: '社里拉弦的老师傅一个人住。这几天没有来，请去看一看。' },
    { item: 'D-005', text: '社里两位老人满八十了。想办高龄津贴，不知道怎么办。' },
    { item: 'A-005', text: '戏台边的水龙头没水。排练一下午喝口水都要回家。' },
    { item: 'E-003', text: '有几家办事还要比排场。想请红白理事会出面说一说。' },
    { item: 'C-001', text: '戏台隔壁两家为排水沟吵了好几回。请人去调解一下。' },
  ],
  健步走队: [
    { item: 'A-010', text: '环村路北段坑坑洼洼。早上走路崴过脚。' },
    { item: 'A-002', text: '河堤那段没有路灯。冬天六点走路还是黑的。' },
    { item: 'B-005', text: '河堤有一段没有护栏。天黑走路怕掉下去。' },
    { item: 'C-008', text: '村南两条大狗不拴绳。走路的人都绕着走。' },
    { item: 'B-009', text: '村口弯道玉米长得太高。车出来看不见人。' },
    { item: 'B-007', text: '河堤上一棵枯杨树老掉枝子。请砍一砍。' },
    { item: 'A-012', text: '水渠的水漫到环村路上结了冰。有老人滑倒。' },
    { item: 'A-004', text: '路边暗沟的盖板断了一块。臭水冒出来。' },
    { item: 'F-001', text: '走路的人多，想在环村路边放几条长椅。歇歇脚。' },
  ],
};
