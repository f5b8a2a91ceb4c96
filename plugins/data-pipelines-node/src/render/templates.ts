import nunjucks from 'nunjucks';
import { printJson, printMarkdown, printWord, printYaml } from './printers';

/** Name of a skeleton file that has values to fill in; all others are copied as they are. */
export const TEMPLATE_SUFFIX = '.njk';

/**
 * Fills in one file of the skeleton. Only the skeleton's own files come here, never a text from a person; a value that
 * is not there stops the rendering.
 */
export type Fill = (path: string, text: string, context: object) => string;

export function createFill(): Fill {
  const environment = new nunjucks.Environment([], {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter('yaml', printYaml);
  environment.addFilter('json', printJson);
  environment.addFilter('markdown', printMarkdown);
  environment.addFilter('word', printWord);
  // Compiling is most of the work. Few texts ever come here: those of the skeleton, in what versions a process sees.
  const compiled = new Map<string, nunjucks.Template>();
  return (path, text, context) => {
    try {
      let template = compiled.get(text);
      if (!template) {
        template = new nunjucks.Template(text, environment, path, true);
        compiled.set(text, template);
      }
      return template.render(context);
    } catch (error) {
      throw new Error(
        `skeleton/${path} cannot be filled in: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
}
