import { describe, expect, it } from '@jest/globals';
import { failurePage, loginPage, preferredLanguage } from './login-page.ts';

describe('the page of the demo sign-in', () => {
  const request = { action: '/interaction/abc', role: 'GRID_WORKER', jurisdiction: '410326' };

  it.each([
    [undefined, undefined, 'zh'],
    [undefined, 'en-GB,en;q=0.9', 'en'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    [undefined, 'fr-FR', 'zh'],
    ['en', 'zh-CN', 'en'],
    ['xx', 'en', 'en'],
  ])('asked for %p by a browser that wants %p is in %s', (asked, header, language) => {
    expect(preferredLanguage(asked, header)).toBe(language);
  });

  it('lists the people with their roles and places, in both languages', () => {
    const people = [{ accountId: 'id-1', name: '王建国', role: 'GRID_WORKER' as const, place: '柏树村第15网格' }];
    const chinese = loginPage({ ...request, language: 'zh', people });
    expect(chinese).toContain('王建国 · 网格员 · 柏树村第15网格');
    expect(chinese).toContain('value="id-1"');
    expect(loginPage({ ...request, language: 'en', people })).toContain('王建国 · Grid worker · 柏树村第15网格');
  });

  it('loads nothing from anywhere else', () => {
    for (const language of ['zh', 'en'] as const) {
      expect(loginPage({ ...request, language, people: [] })).not.toMatch(/https?:|@import|<script|src=/);
    }
  });

  it('shows what people type as text, never as markup', () => {
    const evil = '"><script>alert(1)</script>';
    const html =
      loginPage({ ...request, language: 'en', role: evil, jurisdiction: evil, people: [], problem: evil }) +
      failurePage('en', evil);
    expect(html).not.toContain('<script>');
  });
});
