import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import type { PlatformSummary, Preview } from 'backstage-plugin-data-pipelines-common';
import express, { type Router } from 'express';
import { z } from 'zod';
import type { Platforms } from '../platform/Platforms';
import { audited } from '../audit/audited';
import { parse } from '../request/parse';

/** What the routes behind the form need. */
export interface FormRoutesOptions {
  /** Tells what a form will create. Wrong forms are answered with their problems, not with an error. */
  preview: (form: unknown) => Preview;
  platforms: Platforms;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

// A form is some two kilobytes; this leaves room and no more.
const BODY_LIMIT = '64kb';

const previewBody = z.strictObject(
  { form: z.record(z.string(), z.unknown(), 'give the form as an object') },
  'give a JSON object with the field form',
);

/** Serves what the form needs while it is filled in: the platforms to choose from, and what would be created. */
export function addFormRoutes(router: Router, options: FormRoutesOptions) {
  const { preview, platforms, auditor, httpAuth } = options;

  router.get('/v1/platforms', async (req, res) => {
    const items = await audited(auditor, { eventId: 'platform-fetch', request: req }, async () => {
      await httpAuth.credentials(req, { allow: ['user', 'service'] });
      return platforms.all.map(
        ({ name, title, accountId, region, identity, endpoint }): PlatformSummary => ({
          name,
          title,
          accountId,
          region,
          identity,
          ...(endpoint && { endpoint }),
        }),
      );
    });
    res.json({ items });
  });

  router.post('/v1/preview', express.json({ limit: BODY_LIMIT }), async (req, res) => {
    const answer = await audited(auditor, { eventId: 'preview', request: req }, async () => {
      await httpAuth.credentials(req, { allow: ['user', 'service'] });
      return preview(parse(previewBody, req.body, 'The body').form);
    });
    res.json(answer);
  });
}
