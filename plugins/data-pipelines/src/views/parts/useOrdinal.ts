import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../../translation';
import { useLocale } from './useLocale';

/** Says the place of something in a row: `2` → `2nd`. */
export function useOrdinal(): (place: number) => string {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const rules = new Intl.PluralRules(useLocale(), { type: 'ordinal' });
  return place => {
    const kind = rules.select(place);
    const known = kind === 'one' || kind === 'two' || kind === 'few' ? kind : 'other';
    return t(`ordinal.${known}`, { number: String(place) });
  };
}
