import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { foldField, nameField, platformField, reviewField } from './fields';

export const nameFormField = createFormField(nameField);
export const platformFormField = createFormField(platformField);
export const reviewFormField = createFormField(reviewField);
export const foldFormField = createFormField(foldField);
