import { ApiHolder, TranslationFunction, translationApiRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../translation';

type Translate = TranslationFunction<(typeof dataPipelinesTranslationRef)['T']>;

/** The words in the portal's language for code outside of React, such as validators. */
export async function translate(apiHolder: ApiHolder): Promise<Translate> {
  const api = apiHolder.get(translationApiRef);
  if (!api) throw new Error('The app has no translation API');
  const snapshot = api.getTranslation(dataPipelinesTranslationRef);
  if (snapshot.ready) return snapshot.t;
  return new Promise((resolve, reject) => {
    const subscription = api.translation$(dataPipelinesTranslationRef).subscribe({
      next: value => {
        if (!value.ready) return;
        resolve(value.t);
        subscription.unsubscribe();
      },
      error: reject,
    });
  });
}
