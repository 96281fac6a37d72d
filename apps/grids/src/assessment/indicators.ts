import type { Bilingual } from '@gridloom/service-kit';

/** What is measured (考核指标): outcomes only, and only what rows prove. */
export const indicators = [
  'VERIFIED_CLOSURES',
  'CLOSED_WITHOUT_REWORK',
  'CALL_BACKS_SATISFIED',
  'DATA_VERIFIED',
  'VISITS_NOT_OVERDUE',
] as const;

export type Indicator = (typeof indicators)[number];

export const isIndicator = (code: string): code is Indicator => (indicators as readonly string[]).includes(code);

/** Indicators whose rows are cases. */
export const caseIndicators: readonly Indicator[] = [
  'VERIFIED_CLOSURES',
  'CLOSED_WITHOUT_REWORK',
  'CALL_BACKS_SATISFIED',
];

export interface ForbiddenKind {
  readonly code: string;
  readonly label: Bilingual;
  readonly reason: Bilingual;
  /** What a forbidden indicator is called, written without separators in capitals. */
  readonly words: readonly string[];
}

/**
 * What national rules of 2026 forbid in government apps (“指尖上的形式主义”): whoever is measured by it works for the phone and not
 * for the people.
 */
export const forbiddenKinds: readonly ForbiddenKind[] = [
  {
    code: 'CHECK_INS',
    label: { zh: '打卡签到', en: 'check-ins' },
    reason: {
      zh: '2026 年国家规定不得在政务应用中设置打卡、签到类考核；到过不等于办好。',
      en: 'national rules of 2026 forbid check-ins as a measure in apps; having been there is not having settled anything',
    },
    words: ['CHECKIN', 'SIGNIN', 'CLOCKIN', 'PUNCHIN', 'ATTENDANCE', '打卡', '签到', '考勤'],
  },
  {
    code: 'POINTS',
    label: { zh: '积分', en: 'points' },
    reason: {
      zh: '2026 年国家规定不得在政务应用中以积分考核；积分衡量操作，不衡量结果。',
      en: 'national rules of 2026 forbid points as a measure in apps; points count taps, not outcomes',
    },
    words: ['POINT', 'CREDIT', 'BADGE', 'COINS', '积分', '学分', '勋章', '金币'],
  },
  {
    code: 'RANKINGS',
    label: { zh: '排名通报', en: 'rankings' },
    reason: {
      zh: '2026 年国家规定不得在政务应用中以排名、排行考核；结果只与标准相比，不与他人相比。',
      en: 'national rules of 2026 forbid rankings as a measure in apps; a result is compared with what is due, not with others',
    },
    words: ['RANK', 'LEADERBOARD', 'TOPTEN', 'TOPLIST', '排名', '排行', '名次', '位次'],
  },
  {
    code: 'ONLINE_TIME',
    label: { zh: '在线时长', en: 'time on-line' },
    reason: {
      zh: '2026 年国家规定不得在政务应用中以在线时长、登录次数、使用率考核。',
      en: 'national rules of 2026 forbid time on-line, logins and use of the app as a measure',
    },
    words: [
      'ONLINE',
      'LOGIN',
      'LOGON',
      'SCREENTIME',
      'ACTIVEDAY',
      'DAILYACTIVE',
      'USAGE',
      '在线',
      '时长',
      '登录',
      '登陆',
      '活跃',
      '使用率',
    ],
  },
];

/** The forbidden kind that an indicator is of, however it is written. */
export const forbiddenKindOf = (indicator: string): ForbiddenKind | undefined => {
  const plain = indicator
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s_\-–—.·/]/g, '');
  return forbiddenKinds.find(({ words }) => words.some((word) => plain.includes(word)));
};

export const WEIGHTS_TOTAL = 100;

export type WeightsProblem =
  | { readonly at: number; readonly kind: 'forbidden'; readonly forbidden: ForbiddenKind }
  | { readonly at: number; readonly kind: 'unknown' | 'twice' | 'out of range' }
  | { readonly kind: 'total'; readonly total: number };

/** What is wrong with weights, the forbidden first. */
export const weightsProblem = (
  weights: readonly { readonly indicator: string; readonly weight: number }[],
): WeightsProblem | undefined => {
  for (const [at, { indicator }] of weights.entries()) {
    const forbidden = isIndicator(indicator) ? undefined : forbiddenKindOf(indicator);
    if (forbidden) return { at, kind: 'forbidden', forbidden };
  }
  const seen = new Set<string>();
  for (const [at, { indicator, weight }] of weights.entries()) {
    if (!isIndicator(indicator)) return { at, kind: 'unknown' };
    if (seen.has(indicator)) return { at, kind: 'twice' };
    seen.add(indicator);
    if (weight < 1 || weight > WEIGHTS_TOTAL) return { at, kind: 'out of range' };
  }
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return total === WEIGHTS_TOTAL ? undefined : { kind: 'total', total };
};
