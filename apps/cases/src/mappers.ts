const done = '../case/run-case-command.ts#CaseDone';

/** GraphQL type → what its resolvers get. */
export const mappers: Record<string, string> = {
  Case: '../case/case.ts#Case',
  CaseConnection: '../case/list-cases.ts#CaseConnectionModel',
  CaseDeadline: '../deadline/case-deadline.ts#CaseDeadline',
  CaseComplainant: '../case/complainant.ts#Complainant',
  CaseTimelineEntry: '../case/timeline-entry.ts#TimelineEntry',
  Whistle: '../whistle/whistle.ts#Whistle',
  WhistleAnswer: '../whistle/whistle.ts#WhistleAnswer',
  ServiceItem: '../service-item/service-item.ts#ServiceItem',
  Duty: '../service-item/duty.ts#Duty',
  DutyList: '../service-item/duty.ts#DutyList',
  CaseStatistics: '../statistics/read-figures.ts#StatisticsAsked',
  CasesByServiceItem: '../statistics/read-figures.ts#ItemFigures',
  CasesByArea: '../statistics/read-figures.ts#AreaFigures',
  TransitionNotAllowed: '../case/run-case-command.ts#TransitionNotAllowed',
  CalendarNotLoaded: '../case/run-case-command.ts#CalendarNotLoaded',
  ServiceItemNotInForce: '../case/run-case-command.ts#ServiceItemNotInForce',
  ...Object.fromEntries(
    [
      'Accept',
      'Refuse',
      'Dispatch',
      'TakeUp',
      'Return',
      'Defer',
      'Resume',
      'Void',
      'Resolve',
      'Verify',
      'Evaluate',
    ].map((step) => [`${step}CaseSuccess`, done]),
  ),
};
