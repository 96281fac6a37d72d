import { roles, type Role } from '@gridloom/access';
import type { BilingualText } from '@gridloom/standards';
import type { DemoPerson } from './demo-people.ts';

export type Language = 'zh' | 'en';

/** The first of Chinese and English that a browser asks for, Chinese where it asks for neither. */
export function preferredLanguage(asked: string | undefined, acceptLanguage: string | undefined): Language {
  if (asked === 'zh' || asked === 'en') return asked;
  const first = /(?:^|[\s,])(zh|en)\b/i.exec(acceptLanguage ?? '')?.[1];
  return first?.toLowerCase() === 'en' ? 'en' : 'zh';
}

const roleNames: Readonly<Record<Role, BilingualText>> = {
  COUNTY_ADMINISTRATOR: { zh: '县级管理员', en: 'County administrator' },
  GRID_OFFICE: { zh: '网格办（网格中心）', en: 'Grid office' },
  TOWNSHIP_OFFICER: { zh: '乡镇（街道）干部', en: 'Township officer' },
  DEPARTMENT_OFFICER: { zh: '部门工作人员', en: 'Department officer' },
  COMMUNITY_SECRETARY: { zh: '村（社区）书记', en: 'Community secretary' },
  GRID_HEAD: { zh: '网格长', en: 'Grid head' },
  GRID_WORKER: { zh: '网格员', en: 'Grid worker' },
  SOCIETY_ORGANIZER: { zh: '三自组织负责人', en: 'Society organizer' },
  VOLUNTEER: { zh: '志愿者', en: 'Volunteer' },
  RESIDENT: { zh: '居民', en: 'Resident' },
  DATA_TEAM: { zh: '数据团队', en: 'Data team' },
  AUDITOR: { zh: '审计人员', en: 'Auditor' },
};

const texts = {
  title: { zh: '织网 · 演示登录', en: 'Gridloom · demo sign-in' },
  about: {
    zh: '请选择一位演示人员登录。人员均为合成数据，此页面仅用于开发环境。',
    en: 'Choose a demo person to sign in as. All of them are synthetic; this page exists in development alone.',
  },
  role: { zh: '角色', en: 'Role' },
  jurisdiction: {
    zh: '管辖范围（县 6 位、乡镇 9 位或村 12 位代码）',
    en: 'Jurisdiction (code of the county: 6 digits, township: 9, village: 12)',
  },
  look: { zh: '查找', en: 'Find' },
  signIn: { zh: '登录', en: 'Sign in' },
  cancel: { zh: '取消', en: 'Cancel' },
  people: { zh: '可登录的人员', en: 'People' },
  gone: {
    zh: '此次登录已过期或已完成，请回到应用重新登录。',
    en: 'This sign-in has expired or is finished already; go back to the application and start again.',
  },
  failed: { zh: '登录未完成', en: 'Sign-in not completed' },
  signedOut: { zh: '已退出登录。', en: 'You are signed out.' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  signOutQuestion: { zh: '确定要退出登录吗？', en: 'Do you want to sign out?' },
} as const;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function page(language: Language, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title[language]}</title>
<style>
body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 0; background: #f4f6f8; color: #1d2730; }
main { max-width: 40rem; margin: 3rem auto; padding: 2rem; background: #fff; border-radius: 8px; box-shadow: 0 1px 4px #0002; }
h1 { font-size: 1.4rem; margin-top: 0; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
select, input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 1px solid #8795a1; border-radius: 4px; }
button { font: inherit; padding: .5rem 1rem; margin-top: 1rem; border: 0; border-radius: 4px; background: #0b5cad; color: #fff; cursor: pointer; }
button.plain { background: none; color: #0b5cad; padding-left: 0; }
li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; border-top: 1px solid #e3e8ec; }
li button { margin: .4rem 0; }
ul { list-style: none; padding: 0; }
.problem { color: #a4161a; }
.languages { float: right; font-size: .9rem; }
</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}

export interface LoginPage {
  readonly language: Language;
  /** Where the forms of this page lead: the interaction's own address. */
  readonly action: string;
  readonly role: string;
  readonly jurisdiction: string;
  readonly people: readonly DemoPerson[];
  /** Why nobody is listed. */
  readonly problem?: string | undefined;
}

export function loginPage({ language, action, role, jurisdiction, people, problem }: LoginPage): string {
  const address = escapeHtml(action);
  const other = language === 'zh' ? 'en' : 'zh';
  const query = escapeHtml(new URLSearchParams({ role, jurisdiction, lang: other }).toString());
  const options = roles
    .map(
      (each) =>
        `<option value="${each}"${each === role ? ' selected' : ''}>${escapeHtml(roleNames[each][language])}</option>`,
    )
    .join('');
  const items = people
    .map(
      (person) =>
        `<li><span>${escapeHtml(person.name)} · ${escapeHtml(roleNames[person.role][language])} · ${escapeHtml(person.place)}</span>` +
        `<form method="post" action="${address}"><input type="hidden" name="account" value="${escapeHtml(person.accountId)}">` +
        `<button>${texts.signIn[language]}</button></form></li>`,
    )
    .join('');
  return page(
    language,
    `<a class="languages" href="${address}?${query}">${other === 'en' ? 'English' : '中文'}</a>
<h1>${texts.title[language]}</h1>
<p>${texts.about[language]}</p>
<form method="get" action="${address}">
<input type="hidden" name="lang" value="${language}">
<label for="role">${texts.role[language]}</label><select id="role" name="role">${options}</select>
<label for="jurisdiction">${texts.jurisdiction[language]}</label>
<input id="jurisdiction" name="jurisdiction" inputmode="numeric" required value="${escapeHtml(jurisdiction)}">
<button>${texts.look[language]}</button>
</form>
${problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}
${items === '' ? '' : `<h2>${texts.people[language]}</h2><ul>${items}</ul>`}
<form method="post" action="${address}"><button class="plain" name="cancel" value="yes">${texts.cancel[language]}</button></form>`,
  );
}

/** For a sign-in that cannot go on, with the technical reason below the sentence where there is one. */
export function failurePage(language: Language, reason?: string): string {
  const text = reason === undefined ? texts.gone[language] : escapeHtml(reason);
  return page(language, `<h1>${texts.failed[language]}</h1><p>${text}</p>`);
}

/** Asks whether to sign out; `form` is the form that oidc-provider makes, with the id op.logoutForm. */
export function signOutPage(language: Language, form: string): string {
  return page(
    language,
    `<h1>${texts.signOut[language]}</h1><p>${texts.signOutQuestion[language]}</p>${form}
<button form="op.logoutForm" name="logout" value="yes">${texts.signOut[language]}</button>`,
  );
}

export function signedOutPage(language: Language): string {
  return page(language, `<h1>${texts.signOut[language]}</h1><p>${texts.signedOut[language]}</p>`);
}
