import type { Bilingual } from '@gridloom/service-kit';
import { shanghaiTime } from '@gridloom/standards';

import { caseSteps, type CaseStep } from '../case/timeline-entry.ts';

/** What a notice tells: a step of a case, a deadline that is near, or that the complainant is asked. */
export type NoticeKind = CaseStep | 'DUE_SOON' | 'EVALUATION_INVITED';

/** Kinds of notices, for those who subscribe to some of them. */
export const noticeKinds: readonly NoticeKind[] = [...caseSteps, 'DUE_SOON', 'EVALUATION_INVITED'];

const happened: Record<NoticeKind, Bilingual> = {
  REPORTED: { zh: '已上报', en: 'was reported' },
  ACCEPTED: { zh: '已受理', en: 'was accepted' },
  REFUSED: { zh: '未予受理，请查看原因', en: 'was not accepted; see why' },
  SELF_HANDLED: { zh: '由网格自行办理', en: 'is handled by the grid itself' },
  DISPATCHED: { zh: '已分流，请按时接单办理', en: 'was dispatched; take it up in time' },
  TAKEN_UP: { zh: '已接单办理', en: 'was taken up' },
  RETURNED: { zh: '已退单，请重新分流', en: 'was sent back; dispatch it again' },
  FELL_BACK: { zh: '职责不清，由属地兜底办理', en: 'falls back on the territory, since whose duty it is was disputed' },
  TRANSFERRED: { zh: '已转办', en: 'was transferred' },
  ESCALATED: { zh: '已升级办理', en: 'went up a level' },
  EXTENSION_ASKED: { zh: '申请延期，请审批', en: 'has asked for more time; decide on it' },
  EXTENDED: { zh: '延期已获批准', en: 'was given more time' },
  EXTENSION_REFUSED: { zh: '延期未获批准，请按原时限办理', en: 'was given no more time; the deadline stands' },
  DEFERRAL_ASKED: { zh: '申请挂账，请审批', en: 'is asked to be put off; decide on it' },
  DEFERRAL_REFUSED: { zh: '挂账未获批准', en: 'is not put off' },
  DEFERRAL_DUE: { zh: '挂账已到复看日，请查看', en: 'was put off until today; look at it again' },
  DEFERRED: { zh: '已挂账', en: 'was put off' },
  RESUMED: { zh: '已恢复办理', en: 'goes on' },
  VOIDED: { zh: '已作废', en: 'was declared void' },
  MERGED: { zh: '已并入其他事件办理', en: 'goes on within another case' },
  SPLIT: { zh: '已从并案中拆出，单独办理', en: 'goes on by itself again' },
  SERVED: { zh: '志愿服务已完成', en: 'was served by volunteers' },
  RESOLVED: { zh: '已办结，等待核验', en: 'is done, says the handler, and is to be verified' },
  VERIFIED: { zh: '核验通过', en: 'was verified' },
  REWORKED: { zh: '未通过，请返工', en: 'has to be done again' },
  EVALUATED: { zh: '诉求人已评价', en: 'was evaluated by the complainant' },
  CLOSED: { zh: '已结案', en: 'was closed' },
  REOPENED: { zh: '已重新办理', en: 'was opened again' },
  ARCHIVED: { zh: '已归档', en: 'went into the archive' },
  OVERDUE: { zh: '已超期', en: 'is overdue' },
  URGED: { zh: '催办，请尽快办理', en: 'is urged; act soon' },
  SUPERVISED: { zh: '已被督办', en: 'is under supervision' },
  SUPERVISION_LIFTED: { zh: '督办已解除', en: 'is no longer under supervision' },
  CALLED_BACK: { zh: '回访未联系上或未评价', en: 'was called back about, without an answer' },
  WHISTLE_BLOWN: { zh: '已吹哨，有关单位将报到', en: 'has had bodies convened for it' },
  WHISTLE_ENDED: { zh: '吹哨已结束', en: 'no longer has bodies convened for it' },
  LINKED_AS_REPEAT: { zh: '经认定为重复诉求', en: 'was found to be a repeat' },
  UNLINKED_AS_REPEAT: { zh: '不再认定为重复诉求', en: 'is no longer held to be a repeat' },
  REPEATED: { zh: '诉求人再次反映，请重视', en: 'was brought up again by the same person' },
  JOINED: { zh: '有其他事件并入办理', en: 'has another case joined to it' },
  PARTED: { zh: '并入的事件已拆出', en: 'has had a joined case split off' },
  REPLIED: { zh: '已单独答复诉求人', en: 'has an own reply to a complainant' },
  SITUATION_REPORTED: { zh: '有新的现场情况上报，请查看', en: 'has news from the spot; see it' },
  DUE_SOON: { zh: '即将到期，请按时办理', en: 'is due soon' },
  EVALUATION_INVITED: { zh: '已办好，请您评价', en: 'is done; say whether you are satisfied' },
};

const cards: Readonly<Record<string, Bilingual>> = {
  NORMAL: { zh: '（普通督办）', en: ' (ordinary)' },
  YELLOW: { zh: '（黄牌）', en: ' (yellow card)' },
  RED: { zh: '（红牌）', en: ' (red card)' },
};

interface NoticeFacts {
  readonly kind: NoticeKind;
  readonly number: string;
  readonly dueAt?: Date | null | undefined;
  readonly reason?: string | null | undefined;
}

/** What a notice says: the case by its number, what happened, and until when; never anything that somebody wrote. */
export const noticeText = ({ kind, number, dueAt, reason }: NoticeFacts): Bilingual => {
  const { zh, en } = happened[kind];
  const card = kind === 'SUPERVISED' ? cards[reason ?? ''] : undefined;
  const until = dueAt
    ? { zh: `，时限至 ${shanghaiTime(dueAt)}（北京时间）`, en: `, until ${shanghaiTime(dueAt)} (Beijing time)` }
    : { zh: '', en: '' };
  return {
    zh: `事件 ${number} ${zh}${card ? card.zh : ''}${until.zh}。`,
    en: `Case ${number} ${en}${card ? card.en : ''}${until.en}.`,
  };
};
