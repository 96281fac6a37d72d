import type { AppointmentPost, OrganizationKind } from '@gridloom/organization/import';

import type { Divisions } from '../divisions.ts';
import type { Ids } from '../ids.ts';
import { familyName, givenName } from '../people/names.ts';
import type { Random } from '../planned-life.ts';
import { departmentNames, departments, departmentTitle, institutions, type DepartmentName } from './departments.ts';

/** Somebody in a post of a body, with an account. */
export interface Official {
  readonly accountId: string;
  readonly staffId: string;
  readonly appointmentId: string;
  readonly name: string;
  readonly post: AppointmentPost;
}

export interface Body {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganizationKind;
  readonly areaCode: string;
  readonly handlesCases: boolean;
  readonly officials: readonly Official[];
}

/** All bodies (单位) of a county. */
export interface Bodies {
  readonly government: Body;
  readonly gridOffice: Body;
  readonly departments: ReadonlyMap<DepartmentName, Body>;
  readonly institutions: readonly Body[];
  /** By code of the township. */
  readonly townships: ReadonlyMap<string, Body>;
  /** By code of the village or community. */
  readonly committees: ReadonlyMap<string, Body>;
  all(): Iterable<Body>;
}

export const grownUpName = (random: Random): { readonly name: string; readonly sex: 'MALE' | 'FEMALE' } => {
  const sex = random.chance(0.62) ? 'MALE' : 'FEMALE';
  return { sex, name: familyName(random.int(0, 9_999)) + givenName(sex, random.int(28, 58), random.int(0, 9_999)) };
};

const TOWNSHIP_OFFICERS = 2;
const GRID_OFFICERS = 4;

export const planBodies = (
  divisions: Divisions,
  ids: Ids,
  random: (kind: string, ...key: readonly (string | number)[]) => Random,
): Bodies => {
  const { code: county, name: countyName, townships, villages } = divisions;
  const body = (key: string, of: Omit<Body, 'id' | 'officials'>, posts: readonly AppointmentPost[]): Body => ({
    ...of,
    id: ids.id('organization', key),
    officials: posts.map((post, n) => ({
      accountId: ids.id('account', key, n),
      staffId: ids.id('staff', key, n),
      appointmentId: ids.id('appointment', key, n),
      name: grownUpName(random('official', key, n)).name,
      post,
    })),
  });
  const officers = (count: number): readonly AppointmentPost[] => [
    'HEAD',
    ...Array.from({ length: count }, () => 'OFFICER' as const),
  ];
  const government = body(
    'government',
    { name: `${countyName}人民政府`, kind: 'COUNTY_GOVERNMENT', areaCode: county, handlesCases: false },
    ['ADMINISTRATOR', 'ADMINISTRATOR', 'DATA_ANALYST', 'DATA_ANALYST', 'AUDITOR'],
  );
  const gridOffice = body(
    'grid-office',
    { name: `${countyName}网格化服务管理中心`, kind: 'GRID_OFFICE', areaCode: county, handlesCases: true },
    officers(GRID_OFFICERS),
  );
  const ofDepartments = new Map(
    departmentNames.map((name) => [
      name,
      body(
        `department ${name}`,
        {
          name: departmentTitle(countyName, departments[name]),
          kind: 'COUNTY_DEPARTMENT',
          areaCode: county,
          handlesCases: departments[name].isCoordinating !== true,
        },
        officers(2),
      ),
    ]),
  );
  const ofInstitutions = institutions.map(({ key, name }) =>
    body(
      `institution ${key}`,
      { name: countyName + name, kind: 'PUBLIC_INSTITUTION', areaCode: county, handlesCases: false },
      officers(1),
    ),
  );
  const ofTownships = new Map(
    townships.map(({ code, name }) => [
      code,
      body(
        `township ${code}`,
        {
          name: name.endsWith('街道')
            ? `${name}办事处`
            : /[镇乡]$/u.test(name)
              ? `${name}人民政府`
              : `${name}管理委员会`,
          kind: 'TOWNSHIP_GOVERNMENT',
          areaCode: code,
          handlesCases: true,
        },
        officers(TOWNSHIP_OFFICERS),
      ),
    ]),
  );
  const committees = new Map(
    villages.map(({ code, committee, isCommunity }) => [
      code,
      body(
        `committee ${code}`,
        {
          name: committee,
          kind: isCommunity ? 'COMMUNITY_COMMITTEE' : 'VILLAGE_COMMITTEE',
          areaCode: code,
          handlesCases: true,
        },
        ['SECRETARY'],
      ),
    ]),
  );
  return {
    government,
    gridOffice,
    departments: ofDepartments,
    institutions: ofInstitutions,
    townships: ofTownships,
    committees,
    *all() {
      yield government;
      yield gridOffice;
      yield* ofDepartments.values();
      yield* ofInstitutions;
      yield* ofTownships.values();
      yield* committees.values();
    },
  };
};
