import type { Ref } from './KubeObject.ts';
import { Refused, type Transport } from './Transport.ts';

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}

/** Where the API server keeps the objects of a kind; asked once. */
export class Resources {
  private readonly known = new Map<string, Resource>();
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Path of one object; without its name that of all of them, in its namespace if it has one. */
  async path({ apiVersion, kind, metadata }: Ref, named = true): Promise<string> {
    const { name, namespaced } = await this.find(apiVersion, kind);
    const space = namespaced && metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
    const object = named ? `/${encodeURIComponent(metadata.name)}` : '';
    return `${root(apiVersion)}${space}/${name}${object}`;
  }

  private async find(apiVersion: string, kind: string): Promise<Resource> {
    const key = `${apiVersion} ${kind}`;
    if (!this.known.has(key)) {
      const { resources } = await this.transport.call<{ resources: Resource[] }>({
        method: 'GET',
        path: root(apiVersion),
      });
      for (const resource of resources.filter(({ name }) => !name.includes('/')))
        this.known.set(`${apiVersion} ${resource.kind}`, resource);
    }
    const found = this.known.get(key);
    if (!found) throw new Refused(404, `the API server knows no ${key}`);
    return found;
  }
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
