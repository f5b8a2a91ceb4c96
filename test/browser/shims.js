// What the portal's own bundler gives to packages that were written for Node.
import { Buffer } from 'buffer/';

export { Buffer };
export const process = {
  env: {},
  browser: true,
  nextTick: (call, ...values) => queueMicrotask(() => call(...values)),
};
