import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  dataPipelinesRunRedrivePermission,
  dataPipelinesRunStartPermission,
  dataPipelinesRunStopPermission,
} from 'backstage-plugin-data-pipelines-common';

/** What the signed-in person may do to the runs of a pipeline; nothing until that is known. */
export interface May {
  start: boolean;
  stop: boolean;
  redrive: boolean;
}

/** Asks the permission framework, which decides on the pipeline's catalog entity. */
export function useMay(entity: Entity): May {
  const resourceRef = stringifyEntityRef(entity);
  const start = usePermission({ permission: dataPipelinesRunStartPermission, resourceRef });
  const stop = usePermission({ permission: dataPipelinesRunStopPermission, resourceRef });
  const redrive = usePermission({ permission: dataPipelinesRunRedrivePermission, resourceRef });
  return { start: start.allowed, stop: stop.allowed, redrive: redrive.allowed };
}
