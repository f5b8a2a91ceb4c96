import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  dataPipelinesPermissions,
  dataPipelinesRunReadPermission,
  dataPipelinesRunRedrivePermission,
  dataPipelinesRunStartPermission,
  dataPipelinesRunStopPermission,
} from 'backstage-plugin-data-pipelines-common';
import { OwnersAct } from './permissionPolicy';

const owner = {
  info: { userEntityRef: 'user:default/a', ownershipEntityRefs: ['group:default/retail'] },
};

describe('OwnersAct', () => {
  const policy = new OwnersAct();
  const decide = (permission: (typeof dataPipelinesPermissions)[number], user?: object) =>
    policy.handle({ permission }, user as never);

  it('lets every signed-in user see runs, and nobody else', async () => {
    expect(await decide(dataPipelinesRunReadPermission, owner)).toEqual({
      result: AuthorizeResult.ALLOW,
    });
    expect(await decide(dataPipelinesRunReadPermission)).toEqual({ result: AuthorizeResult.DENY });
  });

  it.each([
    dataPipelinesRunStartPermission,
    dataPipelinesRunStopPermission,
    dataPipelinesRunRedrivePermission,
  ])('leaves $name to the owners of the pipeline', async permission => {
    expect(await decide(permission, owner)).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: { rule: 'IS_ENTITY_OWNER', params: { claims: ['group:default/retail'] } },
    });
    expect(await decide(permission)).toEqual({ result: AuthorizeResult.DENY });
  });
});
