import { CommandProblem } from '../command-problem.ts';

/** The access token under which spreadsheets go in and out: GRIDLOOM_TOKEN, e.g. from `gridloom token`; never an argument, which others on the machine see. */
export const accessToken = (env: NodeJS.ProcessEnv = process.env): string => {
  const token = env.GRIDLOOM_TOKEN ?? '';
  if (token !== '') return token;
  throw new CommandProblem(
    'GRIDLOOM_TOKEN is not set: give the access token of whoever brings in or takes out, e.g. GRIDLOOM_TOKEN=$(npm run --silent token -- --role GRID_OFFICE --jurisdiction 410326).',
  );
};
