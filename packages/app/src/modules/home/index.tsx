import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { Navigate } from 'react-router-dom';

/** The catalog's own words for "all pipelines"; while there is none yet it shows all components. */
const PIPELINES = '/catalog?filters[kind]=component&filters[type]=data-pipeline&filters[user]=all';

/** The pipelines are what people come for; the bare address leads there. */
export const homeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    PageBlueprint.make({
      name: 'home',
      params: { path: '/', loader: async () => <Navigate to={PIPELINES} replace /> },
    }),
  ],
});
