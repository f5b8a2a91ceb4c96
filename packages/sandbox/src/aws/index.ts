export { localAwsServiceRef } from './service';
export type { LocalAws, LocalAwsStatus } from './service';
