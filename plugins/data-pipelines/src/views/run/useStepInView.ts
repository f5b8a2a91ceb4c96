import { RefObject, useEffect, useRef } from 'react';

/**
 * Brings the step that a person opens into view, with the focus where it lies below what it was opened from;
 * the focus returns when it is closed. One that a link has opened stays where it is.
 */
export function useStepInView(step: string | undefined): RefObject<HTMLDivElement> {
  const aside = useRef<HTMLDivElement>(null);
  const last = useRef(step);
  const opener = useRef<HTMLElement>();
  useEffect(() => {
    if (step === last.current) return;
    last.current = step;
    const focused = document.activeElement as HTMLElement;
    if (step === undefined) {
      if (focused === document.body) opener.current?.focus();
      return;
    }
    opener.current = focused;
    const element = aside.current;
    if (!element) return;
    const beside = element.previousElementSibling as HTMLElement;
    if (element.offsetLeft <= beside.offsetLeft) element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
  }, [step]);
  return aside;
}
