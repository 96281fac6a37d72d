/** GraphQL type → the TypeScript type that its resolvers get. */
export const mappers: Record<string, string> = {
  Volunteer: '../volunteer/volunteer-view.ts#VolunteerView',
  ServiceOrder: '../order/order-view.ts#ServiceOrderView',
  ServiceHours: '../hours/list-hours.ts#ServiceHoursView',
  PostServiceOrderSuccess: '{ serviceOrderId: string }',
  ClaimServiceOrderSuccess: '{ serviceOrderId: string }',
  ReleaseServiceOrderSuccess: '{ serviceOrderId: string }',
  CancelServiceOrderSuccess: '{ serviceOrderId: string }',
  CompleteServiceOrderSuccess: '{ serviceOrderId: string; serviceHoursId: string }',
  EnrolVolunteerSuccess: '{ volunteerId: string }',
};
