import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { askProblems } from './askProblems';
import { sentenceOfProblem } from './labelOf';
import { NameField } from './NameField';
import { PlatformField } from './PlatformField';
import { ReviewField } from './ReviewField';
import { translate } from './translate';

/** `ui:field: DataPipelineName` on the string parameter `name`. */
export const nameFormField = createFormField({
  name: 'DataPipelineName',
  component: NameField,
  validation: async (_name, field, { apiHolder, formData }) => {
    const problems = await askProblems(apiHolder, formData);
    problems
      .filter(({ path }) => path === 'name')
      .forEach(({ message }) => field.addError(message));
  },
});

/** `ui:field: DataPipelinePlatform` on the string parameter `platform`. */
export const platformFormField = createFormField({
  name: 'DataPipelinePlatform',
  component: PlatformField,
});

/** `ui:field: DataPipelineReview` on the string parameter `review`, alone on the last step. */
export const reviewFormField = createFormField({
  name: 'DataPipelineReview',
  component: ReviewField,
  validation: async (_seen, field, { apiHolder, formData }) => {
    const problems = await askProblems(apiHolder, formData);
    const t = await translate(apiHolder);
    problems.forEach(problem => field.addError(sentenceOfProblem(problem, t)));
  },
});
