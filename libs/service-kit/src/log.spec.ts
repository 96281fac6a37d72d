import { describe, expect, it } from '@jest/globals';

import { createLog } from './log.ts';

describe('the log', () => {
  it('holds no personal data, at whatever depth it is handed in', () => {
    const lines: string[] = [];
    const log = createLog({ service: 'grids', level: 'info', destination: { write: (line) => void lines.push(line) } });
    log.info(
      { resident: { name: '王小明', idNumber: '600000199001011234', phone: '13812345678' } },
      'A resident moved in',
    );
    log.warn(
      {
        request: { headers: { authorization: 'Bearer abc' } },
        address: '柏树村15号',
        visit: { demands: { text: '漏水' } },
      },
      'Refused',
    );
    const all = lines.join('\n');
    for (const secret of ['王小明', '600000199001011234', '13812345678', 'Bearer abc', '柏树村15号', '漏水'])
      expect(all).not.toContain(secret);
    expect(all).toContain('A resident moved in');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ service: 'grids', level: 'info' });
  });

  it('tells of an error what it is and where, not the row that it quotes', () => {
    const lines: string[] = [];
    const log = createLog({ service: 'grids', level: 'info', destination: { write: (line) => void lines.push(line) } });
    const refused = Object.assign(new Error('invalid input syntax for type date: "王小明"'), {
      code: '23514',
      severity: 'ERROR',
      constraint: 'resident_check',
      table: 'resident',
      detail: 'Failing row contains (王小明, 13812345678).',
      parameters: ['王小明'],
    });
    log.error({ err: new Error('The phone 13812345678 is taken', { cause: refused }) }, 'A resolver failed');
    const [line = ''] = lines;
    for (const secret of ['王小明', '13812345678']) expect(line).not.toContain(secret);
    const { err } = JSON.parse(line) as { err: Record<string, unknown> };
    expect(err).toMatchObject({
      message: 'The phone 138****5678 is taken',
      cause: { message: 'The database refused: SQLSTATE 23514', constraint: 'resident_check', table: 'resident' },
    });
    expect(err.stack).toMatch(/^\s*at /);
  });
});
