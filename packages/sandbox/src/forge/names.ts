import { InputError } from '@backstage/errors';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const REF = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;
// The forge's own first segments of a path.
const TAKEN = ['api', 'style.css'];

/** Whether this can be the name of an owner or a repository. */
export function isName(value: string): boolean {
  return NAME.test(value) && !value.endsWith('.git') && !value.includes('..');
}

/**
 * The name of an owner or a repository.
 *
 * @throws InputError that says what one may look like
 */
export function checkName(what: 'owner' | 'repository', value: string): string {
  if (!isName(value)) {
    throw new InputError(
      `The ${what} '${value.slice(0, 100)}' cannot be a name here: use letters, digits, dots, hyphens and underscores, 100 at most, and begin with a letter or digit`,
    );
  }
  if (what === 'owner' && TAKEN.includes(value)) {
    throw new InputError(
      `The owner cannot be '${value}', a word of the forge's own: choose another`,
    );
  }
  return value;
}

/**
 * A branch, tag or commit that may stand on git's command line.
 *
 * @throws InputError
 */
export function checkRef(value: string): string {
  if (!REF.test(value) || value.includes('..') || value.includes('//')) {
    throw new InputError(`'${value.slice(0, 100)}' cannot be a branch or commit`);
  }
  return value;
}

/**
 * A path inside a repository, as git writes it: no leading slash, no empty, `.` or `..` segment.
 *
 * @throws InputError
 */
export function checkPath(value: string): string {
  const file = value.replace(/\/+$/, '');
  // eslint-disable-next-line no-control-regex
  const bad = /[\u0000-\u001f]/.test(file);
  if (bad || (file && file.split('/').some(part => ['', '.', '..'].includes(part)))) {
    throw new InputError(`'${value.slice(0, 200)}' cannot be a path of a repository`);
  }
  return file;
}
