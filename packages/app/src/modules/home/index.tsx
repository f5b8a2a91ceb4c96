import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { Navigate } from 'react-router-dom';

/** The catalog is what people come for; the bare address leads there. */
export const homeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    PageBlueprint.make({
      name: 'home',
      params: { path: '/', loader: async () => <Navigate to="/catalog" replace /> },
    }),
  ],
});
