import type { JsonObject } from '@backstage/types';
import type { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import { askProblems } from './askProblems';
import { FoldField } from './FoldField';
import { sentenceOfProblem } from './labelOf';
import { NameField } from './NameField';
import { PlatformField } from './PlatformField';
import { ReviewField } from './ReviewField';
import { translate } from './translate';

/** As either frontend system takes it; none of them has options of its own, which a schema would describe. */
type Field<T> = Omit<FieldExtensionOptions<T>, 'schema'>;

/** `ui:field: DataPipelineName` on the string parameter `name`. */
export const nameField: Field<string> = {
  name: 'DataPipelineName',
  component: NameField,
  validation: async (_name, field, { apiHolder, formData }) => {
    const problems = await askProblems(apiHolder, formData);
    problems
      .filter(({ path }) => path === 'name')
      .forEach(({ message }) => field.addError(message));
  },
};

/** `ui:field: DataPipelinePlatform` on the string parameter `platform`. */
export const platformField: Field<string> = {
  name: 'DataPipelinePlatform',
  component: PlatformField,
};

/** `ui:field: DataPipelineReview` on the string parameter `review`, alone on the last step. */
export const reviewField: Field<string> = {
  name: 'DataPipelineReview',
  component: ReviewField,
  validation: async (_seen, field, { apiHolder, formData }) => {
    const problems = await askProblems(apiHolder, formData);
    const t = await translate(apiHolder);
    problems.forEach(problem => field.addError(sentenceOfProblem(problem, t)));
  },
};

/** `ui:field: DataPipelineFold` on a parameter of the type object whose settings most people leave as they are. */
export const foldField: Field<JsonObject> = {
  name: 'DataPipelineFold',
  component: FoldField,
};
