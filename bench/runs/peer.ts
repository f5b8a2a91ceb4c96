import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Router } from 'express';
import express from 'express';
import { arnOf } from './settings';

/**
 * Views as AWS's plugins for Backstage make them, by their description: for each view one list call for the ARN of the
 * entity, and no cache. Better than they are in one respect: the client is made once, not for each call.
 */
export function peer(endpoint: string): Router {
  const client = new SFNClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const router = express.Router();
  router.get('/peer/:pipeline', (req, res, next) => {
    client
      .send(
        new ListExecutionsCommand({
          stateMachineArn: arnOf(Number(req.params.pipeline)),
          maxResults: 25,
        }),
      )
      .then(({ executions }) => res.json({ executions }), next);
  });
  return router;
}
