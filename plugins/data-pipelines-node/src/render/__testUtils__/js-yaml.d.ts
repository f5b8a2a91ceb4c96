declare module 'js-yaml' {
  /** All documents of a YAML text. Throws for what is no YAML. */
  export function loadAll(text: string): unknown[];
}
