export { anonymous, isRole, roles, type Assignment, type Caller, type Jurisdiction, type Role } from './roles.ts';
export { isPermission, mayRole, rights, type Permission } from './rights.ts';
export { assignmentsFor, holds, scopeOf, type Scope } from './scope.ts';
export { Refused, type RefusalCode } from './refused.ts';
export {
  enforceAccess,
  fieldGuard,
  maskValue,
  typeGuard,
  unmarkedFields,
  type AccessContext,
  type Guard,
  type Mask,
} from './directives.ts';
export * from './masking.ts';
export * from './sealing.ts';
