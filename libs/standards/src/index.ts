export type { BilingualText } from './bilingual-text.ts';
export {
  ancestorAreaCodes,
  isWithinArea,
  levelOfAreaCode,
  parentAreaCode,
  parseAreaCode,
  townshipKindOf,
  villageKindOf,
} from './area-code.ts';
export type { AreaCode, AreaCodeProblem, AreaLevel, InvalidAreaCode, TownshipKind, VillageKind } from './area-code.ts';
export {
  checkGridCode,
  gridCodeSchemes,
  prefixedCode,
  professionalGrid20,
  unitGrid15,
  villageSequence,
  withGridCodeSchemes,
} from './grid-code.ts';
export type { GridCodeScheme, InvalidGridCode, ValidGridCode } from './grid-code.ts';
export { fromWgs84, geoDatums, isGeoDatum, toWgs84 } from './geo-datum.ts';
export type { GeoDatum, LonLat } from './geo-datum.ts';
export { checkIdNumber, makeIdNumber, SYNTHETIC_ID_PREFIX } from './id-number.ts';
export type { IdNumberParts, IdNumberProblem, InvalidIdNumber, Sex, ValidIdNumber } from './id-number.ts';
export { checkUscc, makeUscc } from './social-credit-code.ts';
export type { InvalidUscc, UsccParts, UsccProblem, ValidUscc } from './social-credit-code.ts';
export { checkPhoneNumber } from './phone-number.ts';
export type { InvalidPhoneNumber, ValidPhoneNumber } from './phone-number.ts';
export {
  addDays,
  ageOn,
  dayRange,
  daysBetween,
  instantOn,
  isIsoDay,
  shanghaiDay,
  shanghaiTime,
  weekday,
  yearOfDay,
} from './shanghai-day.ts';
export type { InstantRange } from './shanghai-day.ts';
export { CalendarInvalid, provisionalYear, YearNotLoaded } from './calendar-year.ts';
export type { CalendarYear, CalendarYearStatus, LocalDay } from './calendar-year.ts';
export { standardWorkingHours } from './working-hours.ts';
export type { SeasonalHours, WorkingHours, WorkingSession } from './working-hours.ts';
export { explainDeadline, WorkingCalendar } from './working-calendar.ts';
export type { Deadline, WorkingTime } from './working-calendar.ts';
