import { version } from '../../package.json';

/** Version of the skeleton that is stamped into what is generated: the version of this package. */
export const VERSION: string = version;
