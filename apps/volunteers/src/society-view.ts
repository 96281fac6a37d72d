import { societyState } from '@gridloom/contracts';
import { projection, type Projection } from '@gridloom/messaging';
import { applyToView, type EntityManager } from '@gridloom/service-kit';

/** Who organizes which society, from the state topic of societies: only the organizer may post in a society's name. */
export const societyView: Projection<EntityManager> = projection(
  societyState,
  applyToView({
    table: 'society_view',
    key: 'id',
    keyType: 'uuid',
    columns: {
      area_code: { field: 'areaCode', type: 'text' },
      status: { field: 'status', type: 'text' },
      organizer_account_id: { field: 'organizerAccountId', type: 'uuid' },
    },
  }),
);
