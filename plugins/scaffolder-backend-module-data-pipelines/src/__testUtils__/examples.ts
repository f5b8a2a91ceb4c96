import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';

/** The form in a documented example, with its repository on the test's own Git host. */
export function formOfExample(
  { example }: TemplateExample,
  host: string,
): { action: string; form: any } {
  const [step] = parse(example.replaceAll('localhost:7007', host)).steps;
  return { action: step.action, form: step.input.form };
}
