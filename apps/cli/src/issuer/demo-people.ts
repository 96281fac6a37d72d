import { isRole, roles, type Role } from '@gridloom/access';
import { isWithinArea, parseAreaCode, shanghaiDay } from '@gridloom/standards';
import type { Pool } from 'pg';
import { z } from 'zod';

/** Whom somebody wants to sign in as. */
export interface DemoPersonWish {
  readonly role: string;
  /** Code of a county, township or village; may be left out where a grid or an organization is given. */
  readonly jurisdiction?: string | undefined;
  readonly grid?: string | undefined;
  readonly organization?: string | undefined;
}

export interface DemoPerson {
  readonly accountId: string;
  readonly name: string;
  readonly role: Role;
  /** Name of the grid, code of the area or id of the organization that the role is over. */
  readonly place: string;
}

/** Thrown where nobody has the role there; its message is one line that names what there is. */
export class NoSuchDemoPerson extends Error {
  override readonly name = 'NoSuchDemoPerson';
}

const candidateRow = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string().nullable(),
  place: z.string(),
  rank: z.number(),
});

/** Enough to choose among: whoever holds fewest roles is taken first, so that a token shows what its role alone may see. */
const CANDIDATES = 50;

const tablesSql = `select to_regclass('organization') is not null and exists (
  select from information_schema.columns
  where table_schema = any(current_schemas(false)) and table_name = 'organization' and column_name = 'area_code'
) as organizations`;

/** Assignments in force of one role ($1) on a day ($2), with the area in which the grid or organization lies. */
function assignmentsSql(withOrganizations: boolean): string {
  return `select ra.id, ra.account_id, ra.jurisdiction_kind, ra.jurisdiction_id, g.level as grid_level,
       case ra.jurisdiction_kind
         when 'AREA' then ra.jurisdiction_id
         when 'GRID' then g.area_code
         else ${withOrganizations ? 'o.area_code' : 'null::text'}
       end as area_code,
       coalesce(g.name, ${withOrganizations ? 'o.name, ' : ''}ra.jurisdiction_id) as place
     from role_assignment ra
     left join grid_view g on ra.jurisdiction_kind = 'GRID' and g.id::text = ra.jurisdiction_id
     ${withOrganizations ? "left join organization o on ra.jurisdiction_kind = 'ORGANIZATION' and o.id::text = ra.jurisdiction_id" : ''}
     where ra.role = $1 and ra.since <= $2::date and (ra.until is null or ra.until > $2::date)`;
}

/**
 * Rank of an assignment for the area asked for ($3): 0 over exactly that area or something directly in it, 1 below it, 2 over an area
 * around it, 3 an organization whose area is not known here, when the county is asked for.
 */
const rankSql = `case
    when $3::text is null then 0
    when area_code = $3 then 0
    when starts_with(area_code, $3) then 1
    when jurisdiction_kind = 'AREA' and starts_with($3, area_code) then 2
    when jurisdiction_kind = 'ORGANIZATION' and area_code is null and length($3) = 6 then 3
  end`;

/** Finds the people of the demo county in the organization subgraph's database. */
export class DemoPeople {
  readonly #pool: Pool;
  readonly #today: () => string;
  #organizations = false;

  constructor(pool: Pool, now: () => Date = () => new Date()) {
    this.#pool = pool;
    this.#today = () => shanghaiDay(now());
  }

  /** The person for a wish: the same one for the same wish. Throws NoSuchDemoPerson. */
  async find(wish: DemoPersonWish): Promise<DemoPerson> {
    try {
      const [person] = await this.list(wish);
      if (person === undefined) throw new NoSuchDemoPerson(await this.#whyNobody(wish));
      return person;
    } catch (error) {
      throw isBeforeFounding(error) ? new NoSuchDemoPerson(notFounded) : error;
    }
  }

  /** The people for a wish, the one that `find` takes first; at most 50. Throws NoSuchDemoPerson for an unknown role or a code that is none. */
  async list(wish: DemoPersonWish): Promise<DemoPerson[]> {
    const { role, code } = readWish(wish);
    const { rows } = await this.#pool.query<Record<string, unknown>>(
      `with assignment as (${assignmentsSql(await this.#hasOrganizations())}),
         ranked as (select assignment.*, ${rankSql} as rank from assignment
           where ($4::text is null or (jurisdiction_kind = 'GRID' and jurisdiction_id = $4))
             and ($5::text is null or (jurisdiction_kind = 'ORGANIZATION' and jurisdiction_id = $5))),
         candidate as (select * from ranked where rank is not null
           order by rank, grid_level = 'MICRO' nulls first, id limit ${String(CANDIDATES)})
       select candidate.id::text, candidate.account_id::text, account.name, candidate.place, candidate.rank
       from candidate join account on account.id = candidate.account_id
       order by candidate.rank, candidate.grid_level = 'MICRO' nulls first,
         (select count(*) from role_assignment other where other.account_id = candidate.account_id
           and other.since <= $2::date and (other.until is null or other.until > $2::date)),
         candidate.id`,
      [role, this.#today(), code ?? null, wish.grid ?? null, wish.organization ?? null],
    );
    return z
      .array(candidateRow)
      .parse(rows)
      .map((row) => ({ accountId: row.account_id, name: row.name ?? '', role, place: row.place }));
  }

  /** Name of an account, or nothing where there is no such account. */
  async nameOf(accountId: string): Promise<string | undefined> {
    if (!z.guid().safeParse(accountId).success) return undefined;
    const { rows } = await this.#pool.query<{ name: string | null }>('select name from account where id = $1', [
      accountId,
    ]);
    return rows[0] === undefined ? undefined : (rows[0].name ?? '');
  }

  /** Codes of the counties whose people are here; one, unless the database is empty. */
  async countyCodes(): Promise<string[]> {
    const { rows } = await this.#pool.query<{ code: string }>(
      `select distinct left(code, 6) as code
       from (select area_code as code from grid_view
             union all select jurisdiction_id from role_assignment where jurisdiction_kind = 'AREA') area
       order by 1`,
    );
    return rows.map(({ code }) => code);
  }

  /** Asked again until they are there: the issuer starts before the county is founded. */
  async #hasOrganizations(): Promise<boolean> {
    if (!this.#organizations) {
      const { rows } = await this.#pool.query<{ organizations: boolean }>(tablesSql);
      this.#organizations = rows[0]?.organizations === true;
    }
    return this.#organizations;
  }

  async #whyNobody(wish: DemoPersonWish): Promise<string> {
    const { role, code } = readWish(wish);
    const counties = await this.countyCodes();
    if (counties.length === 0) return notFounded;
    if (code !== undefined && !counties.some((county) => isWithinArea(code, county))) {
      return `No demo person works in ${code}: this county is ${counties.join(', ')}; give its code, or that of one of its townships (9 digits) or villages (12 digits).`;
    }
    if (wish.grid !== undefined)
      return `Nobody is ${role} of grid ${wish.grid}${code === undefined ? '' : ` in ${code}`}.`;
    if (wish.organization !== undefined)
      return `Nobody is ${role} of organization ${wish.organization}${code === undefined ? '' : ` in ${code}`}.`;
    const elsewhere = await this.#areasOf(role);
    return `Nobody is ${role} in ${code ?? 'this county'}; ${elsewhere.length === 0 ? 'the county has nobody in this role.' : `there is somebody in ${elsewhere.join(', ')}.`}`;
  }

  async #areasOf(role: Role): Promise<string[]> {
    const { rows } = await this.#pool.query<{ code: string }>(
      `select distinct area_code as code from (${assignmentsSql(await this.#hasOrganizations())}) assignment
       where area_code is not null order by 1 limit 5`,
      [role, this.#today()],
    );
    return rows.map(({ code }) => code);
  }
}

const notFounded =
  'There are no people yet: the county is not founded, or is just being founded; try again when npm start says "ready".';

/** PostgreSQL's codes for a database and a table that do not exist (yet). */
function isBeforeFounding(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && (error.code === '3D000' || error.code === '42P01')
  );
}

function readWish(wish: DemoPersonWish): { role: Role; code: string | undefined } {
  if (!isRole(wish.role)) {
    throw new NoSuchDemoPerson(
      `${wish.role === '' ? 'No role is given' : `There is no role ${wish.role}`}; roles are ${roles.join(', ')}.`,
    );
  }
  if (wish.jurisdiction === undefined) {
    if (wish.grid !== undefined || wish.organization !== undefined) return { role: wish.role, code: undefined };
    throw new NoSuchDemoPerson(
      'No jurisdiction is given; it is the code of a county (6 digits), township (9) or village (12).',
    );
  }
  const area = parseAreaCode(wish.jurisdiction);
  if (!area.ok) throw new NoSuchDemoPerson(`${wish.jurisdiction} is no jurisdiction: ${area.explanation.en}`);
  return { role: wish.role, code: area.code };
}
