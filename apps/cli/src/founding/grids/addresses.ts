import type { CountyPlan } from '../county-plan.ts';

const groups = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const;
const estates = ['家属院', '安居苑', '和谐小区', '阳光家园', '滨河小区', '锦绣苑'] as const;

/** Where households live: from the township down to the door. */
export const addressesOf = (plan: CountyPlan): ((household: number) => string) => {
  const townships = new Map(plan.divisions.townships.map(({ code, name }) => [code, name]));
  const beginnings = plan.villages.map((village) => (townships.get(village.townshipCode) ?? '') + village.name);
  return (household) => {
    const grid = plan.gridOfHousehold(household);
    const beginning = beginnings[grid.village] ?? '';
    const nth = household - grid.householdsFrom;
    if (grid.kind === 'RURAL')
      return `${beginning}${groups[(grid.number - 1) % groups.length] ?? '一'}组${String(grid.number * 100 + nth)}号`;
    const estate = estates[grid.number % estates.length] ?? '';
    const perBuilding = 36;
    const building = Math.floor(nth / perBuilding) + 1;
    const inBuilding = nth % perBuilding;
    const unit = Math.floor(inBuilding / 12) + 1;
    const floor = Math.floor((inBuilding % 12) / 2) + 1;
    return `${beginning}${estate}${String(grid.number)}区${String(building)}号楼${String(unit)}单元${String(floor)}0${String((inBuilding % 2) + 1)}室`;
  };
};
