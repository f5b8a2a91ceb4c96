import { useEffect, useState } from 'react';
import { appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** The language of the portal, so that times and words agree. */
export function useLocale(): string {
  const api = useApi(appLanguageApiRef);
  const [locale, setLocale] = useState(() => api.getLanguage().language);
  useEffect(() => {
    const subscription = api.language$().subscribe(({ language }) => setLocale(language));
    return () => subscription.unsubscribe();
  }, [api]);
  return locale;
}
