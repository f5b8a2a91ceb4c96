import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../cluster/harness/folders.ts';

const CHECKS: readonly [kinds: string, file: string][] = [
  ['*/DataPipeline', 'data-pipeline'],
  ['kro.run/ResourceGraphDefinition', 'resource-graph-definition'],
  ['*.services.k8s.aws/*', 'ack'],
];

/** The file that a platform team installs. */
export const SHIPPED = path.join(ROOT, 'argocd/argocd-cm.yaml');

/** What that file must be: the checks of argocd/health, as settings of Argo CD. */
export function printSettings(): string {
  const indent = (text: string, by: string) => text.replace(/^(?=.)/gm, by);
  const entries = CHECKS.map(([kinds, file]) => {
    const lua = readFileSync(path.join(ROOT, `argocd/health/${file}.lua`), 'utf8');
    return `"${kinds}":\n  health.lua: |\n${indent(lua, '    ')}`;
  });
  return `${HEAD}${indent(entries.join(''), '    ')}`;
}

const HEAD = `# Health checks that Argo CD needs for data pipelines, made of health/*.lua. To add them to the settings of a running Argo CD:
#   kubectl patch configmap argocd-cm --namespace argocd --type merge --patch-file argocd-cm.yaml
# Where resource.customizations is set already, put the entries below into it instead: the patch would replace them.
data:
  resource.customizations: |
`;
