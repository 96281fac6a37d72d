import { Migration } from '@mikro-orm/migrations';

/** Floating and overseas residents of a village or grid by name: a page of them costs the page, not all who live there. */
export class ListWhoIsNotRegisteredHere extends Migration {
  override up(): void {
    for (const [name, place] of [
      ['area', 'area_code'],
      ['grid', 'grid_id'],
    ] as const) {
      this.addSql(
        `create index resident_${name}_kind_name_idx on resident (${place}, population_kind, name collate "C", id)
         where departed_on is null and population_kind <> 'PERMANENT_REGISTERED'`,
      );
    }
  }

  override down(): void {
    this.addSql('drop index resident_area_kind_name_idx, resident_grid_kind_name_idx');
  }
}
