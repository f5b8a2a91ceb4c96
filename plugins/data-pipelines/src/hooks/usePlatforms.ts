import { useEffect, useSyncExternalStore } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { PlatformSummary } from 'backstage-plugin-data-pipelines-common';
import { DataPipelinesApi, dataPipelinesApiRef } from '../api';
import { Poller } from './Poller';
import { Loaded } from './usePoller';

/** Platforms change when the portal is set up anew; a view that opens later than this (ms) looks again. */
const FRESH = 300_000;

/** The platforms as all views of an app know them: one load serves whoever shows them. */
class SharedPlatforms {
  readonly poller: Poller<PlatformSummary[]>;
  private users = 0;

  constructor(api: DataPipelinesApi) {
    this.poller = new Poller<PlatformSummary[]>({
      load: async signal => {
        const platforms = await api.listPlatforms(signal);
        return () => platforms;
      },
      interval: () => undefined,
    });
  }

  /** Loads unless that was done lately; tried again while somebody is there and it fails. */
  readonly join = () => {
    this.users += 1;
    const age = Date.now() - (this.poller.getState().asOf ?? 0);
    if (this.users === 1 && age > FRESH) this.poller.start();
    return () => {
      this.users -= 1;
      if (this.users === 0) this.poller.stop();
    };
  };
}

const shared = new WeakMap<DataPipelinesApi, SharedPlatforms>();

function sharedBy(api: DataPipelinesApi): SharedPlatforms {
  const known = shared.get(api) ?? new SharedPlatforms(api);
  shared.set(api, known);
  return known;
}

/** The platforms that app-config names; loaded once for all who ask, tried again while that fails. */
export function usePlatforms(): Loaded<PlatformSummary[]> {
  const { poller, join } = sharedBy(useApi(dataPipelinesApiRef));
  useEffect(join, [join]);
  const state = useSyncExternalStore(poller.subscribe, poller.getState);
  return { ...state, refresh: poller.refresh };
}
