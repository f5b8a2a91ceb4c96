import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Cluster } from '../cluster/harness/Cluster.ts';
import { ADMIN } from '../cluster/harness/Identity.ts';
import { isEstablished } from '../cluster/harness/Kro.ts';
import type { KubeObject } from '../cluster/harness/KubeObject.ts';
import { SHIPPED } from './healthChecks.ts';

/**
 * What Argo CD needs in the cluster before it starts: its kinds and its settings, with the health checks that this project
 * ships, and the cluster itself as a destination.
 *
 * @param installation - folder that bin/lib/argocd prints
 */
export async function installArgoCd({ client, apiServer }: Cluster, installation: string) {
  const crds = path.join(installation, 'crds');
  for (const file of readdirSync(crds).filter(name => name.endsWith('-crd.yaml'))) {
    const [crd] = await client.applyYaml(readFileSync(path.join(crds, file), 'utf8'));
    await client.waitFor(crd, 'is established', isEstablished);
  }
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } });
  const { data } = parse(readFileSync(SHIPPED, 'utf8'));
  await client.apply(setting('ConfigMap', 'argocd-cm', PART, { data }));
  const stringData = { 'server.secretkey': 'of the tests' };
  await client.apply(setting('Secret', 'argocd-secret', PART, { stringData }));
  const caData = readFileSync(apiServer.caFile, 'base64');
  await client.apply(
    setting(
      'Secret',
      'cluster',
      { 'argocd.argoproj.io/secret-type': 'cluster' },
      {
        stringData: {
          name: 'cluster',
          server: apiServer.url,
          config: JSON.stringify({ bearerToken: ADMIN.token, tlsClientConfig: { caData } }),
        },
      },
    ),
  );
}

const PART = { 'app.kubernetes.io/part-of': 'argocd' };

function setting(
  kind: string,
  name: string,
  labels: Record<string, string>,
  content: Record<string, unknown>,
): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'argocd', labels }, ...content };
}
