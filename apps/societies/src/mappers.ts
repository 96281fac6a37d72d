/** GraphQL type → the TypeScript type that its resolvers get. */
export const mappers: Record<string, string> = {
  Society: '../society/society.ts#Society',
  Membership: '../society/membership.ts#Membership',
  CouncilMeeting: '../council/council-meeting.ts#CouncilMeeting',
  Resolution: '../council/council-meeting.ts#Resolution',
  Matter: '../council/matter.ts#Matter',
  MatterItem: '../council/matter.ts#MatterItem',
  SocietyDemand: '../demand/society-demand.ts#SocietyDemand',
  Centre: '../centre/centre.ts#Centre',
  Programme: '../centre/programme.ts#Programme',
  FileSocietySuccess: '{ societyId: string }',
  RegisterMembershipSuccess: '{ membershipId: string; societyId: string }',
  EndMembershipSuccess: '{ membershipId: string; societyId: string }',
  RaiseSocietyDemandSuccess: '{ societyDemandId: string }',
  RecordCouncilMeetingSuccess: '{ meetingId: string }',
  OpenMatterSuccess: '{ matterId: string }',
  MoveMatterItemSuccess: '{ matterId: string }',
};
