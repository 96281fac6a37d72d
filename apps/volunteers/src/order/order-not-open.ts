import type { Context } from '../context.ts';
import type { ServiceOrderStatus } from './service-order.ts';

/** The order's state does not allow a step. */
export interface ServiceOrderNotOpenError {
  readonly __typename: 'ServiceOrderNotOpen';
  readonly code: 'TRANSITION_NOT_ALLOWED';
  readonly message: string;
  readonly currentStatus: ServiceOrderStatus;
}

export const orderNotOpen = (
  context: Context,
  currentStatus: ServiceOrderStatus,
  message: { readonly zh: string; readonly en: string },
): ServiceOrderNotOpenError => ({
  __typename: 'ServiceOrderNotOpen',
  code: 'TRANSITION_NOT_ALLOWED',
  message: context.say(message),
  currentStatus,
});
