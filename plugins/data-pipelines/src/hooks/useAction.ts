import { useState } from 'react';

/** Something a person does that the backend must agree to. */
export interface Action<A extends unknown[], R> {
  /** Resolves to what came of it; `undefined` when it failed, which `error` then tells. */
  run(...args: A): Promise<R | undefined>;
  running: boolean;
  error?: Error;
  /** Forgets the error. */
  reset(): void;
}

/** One action at a time, with its error kept for the view. */
export function useAction<A extends unknown[], R>(act: (...args: A) => Promise<R>): Action<A, R> {
  const [state, setState] = useState<{ running: boolean; error?: Error }>({ running: false });
  return {
    ...state,
    reset: () => setState({ running: false }),
    run: async (...args) => {
      setState({ running: true });
      try {
        const result = await act(...args);
        setState({ running: false });
        return result;
      } catch (error) {
        setState({ running: false, error: error as Error });
        return undefined;
      }
    },
  };
}
