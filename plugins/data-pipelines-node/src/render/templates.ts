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
  return (path, text, context) => {
    try {
      return environment.renderString(text, context);
    } catch (error) {
      throw new Error(
        `skeleton/${path} cannot be filled in: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
}
