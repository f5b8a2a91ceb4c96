import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { sandboxApiRef, SyncedPipeline } from './SandboxClient';

const WHILE_SYNCING = 1_000;
const WHEN_SETTLED = 10_000;

/** How the sync of the pipeline whose page this is stands, asked again while it goes on; an error keeps what was known. */
export function useSyncedPipeline() {
  const { metadata } = useEntity().entity;
  const client = useApi(sandboxApiRef);
  const namespace = metadata.annotations?.['backstage.io/kubernetes-namespace'] ?? metadata.name;
  const [known, setKnown] = useState<{ pipeline?: SyncedPipeline; error?: Error; asked: boolean }>({
    asked: false,
  });

  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      let wait = WHILE_SYNCING;
      try {
        const pipeline = await client.pipeline(namespace);
        if (gone) return;
        setKnown({ pipeline, asked: true });
        if (pipeline?.state === 'synced' || pipeline?.state === 'failed') wait = WHEN_SETTLED;
      } catch (error) {
        if (gone) return;
        setKnown(({ pipeline }) => ({ pipeline, error: error as Error, asked: true }));
        wait = WHEN_SETTLED;
      }
      timer = setTimeout(ask, wait);
    };
    ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, namespace]);

  return known;
}
