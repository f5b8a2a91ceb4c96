import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * Width in px of the element that the ref is given to; `undefined` until it is known.
 * The window tells too little: the portal's sidebar takes its share when it is open.
 */
export function useWidth(): [ref: (element: HTMLElement | null) => void, width?: number] {
  const [width, setWidth] = useState<number>();
  const observer = useRef<ResizeObserver>();
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (!element || typeof ResizeObserver === 'undefined') return;
    setWidth(element.clientWidth);
    observer.current = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.current.observe(element);
  }, []);
  useEffect(() => () => observer.current?.disconnect(), []);
  return [ref, width];
}
