import { lazy } from 'react';

/** The graph with its layout library, loaded only when somebody looks at it. */
export const LazyGraphPanel = lazy(() => import('./GraphPanel'));
