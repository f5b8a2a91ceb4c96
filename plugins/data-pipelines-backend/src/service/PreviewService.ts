import type { Preview } from 'backstage-plugin-data-pipelines-common';

/** Tells what a form will create, without creating it. */
export interface PreviewService {
  /** Wrong forms are answered with their problems, not with an error. */
  preview(form: unknown): Promise<Preview>;
}
