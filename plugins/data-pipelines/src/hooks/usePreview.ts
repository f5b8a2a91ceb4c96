import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Preview } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';

/** What the backend says of a form that somebody is filling in. */
export interface Previewed {
  /** Of the form as it was last checked; kept while a newer one is being checked. */
  preview?: Preview;
  error?: Error;
  /** True from a change of the form until the answer to it. */
  checking: boolean;
  /** Asks again for the same form. */
  check(): void;
}

/** Milliseconds of quiet before a changed form is checked. */
const QUIET = 400;

/** Previews a form, each time somebody stops typing; a newer form cancels the older question. */
export function usePreview(form: JsonObject): Previewed {
  const api = useApi(dataPipelinesApiRef);
  const [attempt, setAttempt] = useState(0);
  const key = `${attempt} ${JSON.stringify(form)}`;
  const [answer, setAnswer] = useState<{ key: string; preview?: Preview; error?: Error }>();

  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const preview = await api.preview(form, controller.signal);
        if (!controller.signal.aborted) setAnswer({ key, preview });
      } catch (error) {
        if (!controller.signal.aborted) setAnswer({ key, error: error as Error });
      }
    }, QUIET);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // The key stands for the form's content: rjsf makes a new object on every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, key]);

  return {
    preview: answer?.preview,
    error: answer?.error,
    checking: answer?.key !== key,
    check: () => setAttempt(count => count + 1),
  };
}
