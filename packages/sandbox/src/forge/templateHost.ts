import { createBackendModule, coreServices } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import type { CatalogProcessor } from '@backstage/plugin-catalog-node';

type Fields = Record<string, unknown>;

/**
 * A RepoUrlPicker offers only the hosts that its template lists, and a template for real portals cannot know on which
 * port a sandbox listens. So here the sandbox's own host comes first in every such list.
 */
export class TemplateHostProcessor implements CatalogProcessor {
  constructor(private readonly host: string) {}

  getProcessorName(): string {
    return 'SandboxTemplateHostProcessor';
  }

  async preProcessEntity(entity: Entity): Promise<Entity> {
    if (entity.kind !== 'Template') return entity;
    const offered = structuredClone(entity);
    for (const options of pickerOptions(offered.spec)) {
      const hosts = (options.allowedHosts as string[]).filter(host => host !== this.host);
      options.allowedHosts = [this.host, ...hosts];
    }
    return offered;
  }
}

/** The `ui:options` with a list of hosts, wherever they are in a template's parameters. */
function* pickerOptions(value: unknown): Generator<Fields> {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Fields;
  const options = fields['ui:options'] as Fields | undefined;
  if (fields['ui:field'] === 'RepoUrlPicker' && Array.isArray(options?.allowedHosts)) {
    yield options;
  }
  for (const child of Object.values(fields)) yield* pickerOptions(child);
}

/** The processor as a module of the catalog. */
export const templateHostModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'sandbox-template-host',
  register(env) {
    env.registerInit({
      deps: { config: coreServices.rootConfig, processing: catalogProcessingExtensionPoint },
      async init({ config, processing }) {
        const { host } = new URL(config.getString('backend.baseUrl'));
        processing.addProcessor(new TemplateHostProcessor(host));
      },
    });
  },
});
