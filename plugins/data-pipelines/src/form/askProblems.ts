import { ApiHolder } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Problem } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { sentenceOf } from '../views/parts/sentenceOf';
import { formOf } from './formOf';
import { translate } from './translate';

/**
 * The problems that the backend finds in a form, for validators.
 * A form that cannot be checked is an error too: nobody may pass unchecked.
 */
export async function askProblems(apiHolder: ApiHolder, formData: JsonObject): Promise<Problem[]> {
  const api = apiHolder.get(dataPipelinesApiRef);
  if (!api) throw new Error('The app has no API of the data-pipelines plugin');
  try {
    return (await api.preview(formOf(formData))).problems;
  } catch (error) {
    const t = await translate(apiHolder);
    const message = sentenceOf(error as Error).replace(/\.$/, '');
    throw new Error(t('review.unchecked', { message }));
  }
}
