import { createBackend } from '@backstage/backend-defaults';
import { checkEnvironment } from './environment/checkEnvironment';
import { permissionPolicy } from './permissionPolicy';
import { sandbox } from './sandbox';

async function start() {
  await checkEnvironment();
  const backend = createBackend();

  backend.add(import('@backstage/plugin-app-backend'));
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(permissionPolicy);

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));

  backend.add(import('@backstage/plugin-events-backend'));
  // Polls the queues of events.modules.awsSqs; without that section, nothing.
  backend.add(import('@backstage/plugin-events-backend-module-aws-sqs'));
  backend.add(import('@backstage/plugin-signals-backend'));

  backend.add(import('backstage-plugin-data-pipelines-backend'));
  backend.add(import('backstage-plugin-scaffolder-backend-module-data-pipelines'));

  backend.add(sandbox);

  await backend.start();
}

start();
