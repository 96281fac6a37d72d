import { casesEvent } from './cases-event.ts';
import { areaCode, code, id } from './fields.ts';

export const caseSituationReported = casesEvent(
  'gridloom.cases.case.situation-reported.v1',
  'caseId',
  {
    caseId: id('The case (事件), an emergency'),
    number: code('The number that people quote'),
    areaCode: areaCode('The village or community of the matter, or the area above where it is not known'),
    gridId: id('The grid of the matter').optional(),
    serviceItemCode: code('The service item under which it was accepted').optional(),
    handlerId: id('The body that handles it').optional(),
  },
  'Somebody on the spot of an emergency tells every level above how it stands (信息续报); never in which words',
  'The emergency is reported for the first time: that is case.reported',
);

export const casesEmergencyEvents = [caseSituationReported] as const;
