import { isRecord } from '../kube/asKubeObject';
import { KubeObject } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { list, record } from './fields';

/** The files of each volume, by the volume's name. */
export type Volumes = ReadonlyMap<string, Map<string, Buffer>>;

/** A volume and where the container sees it. */
export interface Mount {
  /** Absolute, without a slash at its end. */
  path: string;
  /** Name of the volume, which all containers of the job share. */
  volume: string;
  /** Content by file name; none for an empty folder. */
  files: Map<string, Buffer>;
}

/** Reads the volumes of a pod: ConfigMaps and empty folders. */
export function readVolumes(
  where: string,
  value: unknown,
  configMaps: ReadonlyMap<string, KubeObject>,
): Volumes {
  const volumes = new Map<string, Map<string, Buffer>>();
  list(where, 'spec.template.spec.volumes', value ?? []).forEach((entry, index) => {
    const path = `spec.template.spec.volumes[${index}]`;
    const { name, configMap, emptyDir } = record(where, path, entry);
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(String(name))) {
      throw new ManifestError(
        where,
        `${path}.name`,
        `is ${shown(name)}; use small letters, digits and hyphens`,
      );
    }
    if (emptyDir !== undefined) {
      volumes.set(String(name), new Map());
      return;
    }
    if (!isRecord(configMap)) {
      throw new ManifestError(where, path, 'the sandbox has only configMap and emptyDir volumes');
    }
    const source = configMaps.get(String(configMap.name));
    if (!source) {
      throw new ManifestError(
        where,
        `${path}.configMap.name`,
        `is ${shown(configMap.name)}, and the pipeline has no such ConfigMap; generate it in kustomization.yaml`,
      );
    }
    volumes.set(String(name), pick(where, `${path}.configMap`, source, configMap.items));
  });
  return volumes;
}

function pick(
  where: string,
  path: string,
  source: KubeObject,
  items: unknown,
): Map<string, Buffer> {
  const all = configMapFiles(source);
  if (items === undefined) {
    return all;
  }
  return new Map(
    list(where, `${path}.items`, items).map((entry, index) => {
      const item = record(where, `${path}.items[${index}]`, entry);
      const content = all.get(String(item.key));
      // A path with folders in it could name a place outside; the sandbox has no need for it.
      if (
        !content ||
        !/^[-._a-zA-Z0-9]+$/.test(String(item.path)) ||
        /^\.+$/.test(`${item.path}`)
      ) {
        throw new ManifestError(
          where,
          `${path}.items[${index}]`,
          `is ${shown(item)}; key must be one of the ConfigMap's and path a plain file name`,
        );
      }
      return [String(item.path), content];
    }),
  );
}

/** The files that a ConfigMap stands for. */
export function configMapFiles(source: KubeObject): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [field, encoding] of [
    ['data', 'utf8'],
    ['binaryData', 'base64'],
  ] as const) {
    for (const [key, text] of Object.entries((source[field] ?? {}) as Record<string, unknown>)) {
      files.set(key, Buffer.from(String(text), encoding));
    }
  }
  return files;
}

/** Reads where a container sees a volume. */
export function readMount(where: string, path: string, value: unknown, volumes: Volumes): Mount {
  const mount = record(where, path, value);
  const target = String(mount.mountPath).replace(/\/+$/, '');
  if (
    !/^(\/[-._a-zA-Z0-9]+)+$/.test(target) ||
    target.split('/').some(part => /^\.+$/.test(part))
  ) {
    throw new ManifestError(
      where,
      `${path}.mountPath`,
      `is ${shown(mount.mountPath)}, and must be an absolute path such as /steps`,
    );
  }
  const files = volumes.get(String(mount.name));
  if (!files || mount.subPath !== undefined) {
    throw new ManifestError(
      where,
      path,
      `is ${shown(mount)}; name one of the volumes, without subPath`,
    );
  }
  return { path: target, volume: String(mount.name), files };
}
