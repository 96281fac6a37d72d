/** Words of a case that are no states: sources, urgency, reasons. */
export const caseSources = [
  'VISIT',
  'PATROL',
  'SOCIETY',
  'REPORT_IN',
  'SELF_REPORT',
  'HOTLINE_12345',
  'DEPARTMENT',
  'WHISTLE',
  'EMERGENCY',
] as const;
export type CaseSource = (typeof caseSources)[number];

export const caseUrgencies = ['ORDINARY', 'URGENT', 'EXTRA_URGENT'] as const;
export type CaseUrgency = (typeof caseUrgencies)[number];

export const refusalReasons = [
  'NOT_A_PUBLIC_MATTER',
  'DUTY_OF_ANOTHER_BODY',
  'IN_LEGAL_PROCEEDINGS',
  'ALREADY_ANSWERED',
  'NOT_ENOUGH_INFORMATION',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
