import {
  AuthorizePermissionRequest,
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import { PermissionApi } from '@backstage/plugin-permission-react';

/** Allows everything, but on the pipeline `read-only` only to look. */
export class FixturePermissions implements PermissionApi {
  async authorize(asked: AuthorizePermissionRequest) {
    const { permission } = asked;
    const denied =
      isResourcePermission(permission) &&
      permission.attributes.action !== 'read' &&
      asked.resourceRef === 'component:default/read-only';
    return denied
      ? ({ result: AuthorizeResult.DENY } as const)
      : ({ result: AuthorizeResult.ALLOW } as const);
  }
}
