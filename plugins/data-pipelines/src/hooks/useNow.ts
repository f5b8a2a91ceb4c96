import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      listeners.forEach(tell => tell());
    }, 1000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/**
 * The time now in ms, rounded down to `step` ms; renders again only when that changes.
 * One clock serves all components on the page.
 */
export function useNow(step: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor(read() / step) * step);
}

/** While nobody listens the clock stands still, so it must be read afresh. */
function read() {
  return listeners.size === 0 ? Date.now() : now;
}
