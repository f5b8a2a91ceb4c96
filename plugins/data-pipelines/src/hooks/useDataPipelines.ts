import { useApi } from '@backstage/frontend-plugin-api';
import { DataPipelinesApi, dataPipelinesApiRef } from '../api';

export type { LogRef } from '../api';

/** The backend, for what a person does rather than looks at: actions, downloads. */
export function useDataPipelines(): DataPipelinesApi {
  return useApi(dataPipelinesApiRef);
}
