import ReactDOM from 'react-dom/client';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createApp } from '@backstage/frontend-defaults';
import { ApiBlueprint, createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { RiFileList2Line } from '@remixicon/react';
// This file is an app.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { dataPipelinesApiRef } from '../src/api';
import dataPipelinesPlugin from '../src';
import { entities } from './catalog';
import { FixtureApi } from './FixtureApi';
import { FixturePermissions } from './FixturePermissions';

const fixtures = createFrontendModule({
  pluginId: 'data-pipelines',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({ api: dataPipelinesApiRef, deps: {}, factory: () => new FixtureApi() }),
    }),
    PageBlueprint.make({
      name: 'form',
      params: {
        path: '/form',
        title: 'Form',
        icon: <RiFileList2Line />,
        loader: () => import('./FormPage').then(({ FormPage }) => <FormPage />),
      },
    }),
  ],
});

const catalog = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: catalogApiRef,
          deps: {},
          factory: () => new InMemoryCatalogClient({ entities }),
        }),
    }),
  ],
});

/** In the place of the app's own, which allows everything where no backend decides. */
const permissions = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ApiBlueprint.make({
      name: 'permission',
      params: define =>
        define({ api: permissionApiRef, deps: {}, factory: () => new FixturePermissions() }),
    }),
  ],
});

const app = createApp({
  features: [catalogPlugin, dataPipelinesPlugin, fixtures, catalog, permissions],
});

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
