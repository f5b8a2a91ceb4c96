import { readAssets } from './assets';
import { createFill, TEMPLATE_SUFFIX } from './templates';

const templates = [...readAssets().skeleton].filter(([path]) => path.endsWith(TEMPLATE_SUFFIX));
/** A printer at the end of an expression; `indent` may follow `yaml`, whose printed lines it moves to the right. */
const PRINTED = /\|\s*(yaml|json|markdown|word)(\s*\|\s*indent\(\d+(, true)?\))?\s*$/;

describe('the skeleton', () => {
  it.each(templates)('prints every value of %s by a printer', (_path, text) => {
    // A Go template for Argo CD stands as a text within an expression of ours.
    const own = text.replace(/"[^"\n]*\{\{ \.[^"\n]*"/g, '"for Argo CD"');
    const ours = [...own.matchAll(/\{\{([^]*?)\}\}/g)].map(([, inner]) => inner);
    expect(ours.length).toBeGreaterThan(0);
    for (const inner of ours) expect(inner).toMatch(PRINTED);
    expect(text).not.toMatch(
      /\|\s*safe|autoescape|\{%-?\s*(include|import|extends|raw|macro|call)/,
    );
  });
});

describe('createFill', () => {
  const fill = createFill();

  it('stops at a value that is not there and names the file', () => {
    expect(() => fill('team/x.njk', '{{ nothing | yaml }}\n{{ nothing }}', {})).toThrow(
      'skeleton/team/x.njk cannot be filled in',
    );
  });

  it('never takes a value for a template', () => {
    expect(fill('x.njk', '{{ a | yaml }}', { a: '{{ b }}{% if x %}${c}' })).toBe(
      '"{{ b }}{% if x %}${c}"',
    );
  });
});
