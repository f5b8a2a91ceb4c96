import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A machine under load is no reason to fail; what never comes fails all the same.
configure({ asyncUtilTimeout: 5_000 });

/**
 * What the portal's own components print under jsdom, and what a clock that ticks on its own must;
 * it would bury what matters.
 */
const STOCK_NOISE = [
  /^Warning: \[JSS\]/,
  /findDOMNode is deprecated/,
  /React Router Future Flag/,
  /not wrapped in act/,
];

for (const level of ['warn', 'error'] as const) {
  // eslint-disable-next-line no-console
  const print = console[level];
  jest.spyOn(console, level).mockImplementation((...args: unknown[]) => {
    if (!STOCK_NOISE.some(noise => noise.test(String(args[0])))) print(...args);
  });
}

// jsdom lays nothing out.
Element.prototype.scrollIntoView ??= () => {};
if (!('escape' in (globalThis.CSS ?? {}))) {
  Object.assign(globalThis, { CSS: { escape: (text: string) => text.replace(/["\\]/g, '\\$&') } });
}
