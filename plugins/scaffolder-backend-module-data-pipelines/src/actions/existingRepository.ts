import { UrlReaderService } from '@backstage/backend-plugin-api';
import { ConflictError, isError, ServiceUnavailableError } from '@backstage/errors';
import type { Repository } from 'backstage-plugin-data-pipelines-node';

/**
 * Ends a task before it creates anything when the repository is there already.
 *
 * @throws ConflictError when its catalog-info.yaml can be read; ServiceUnavailableError when that cannot be found out.
 */
export async function refuseExistingRepository(
  repository: Repository,
  reader: UrlReaderService,
): Promise<void> {
  const { owner, name, host, catalogInfoUrl } = repository;
  const said = `${owner}/${name} on ${host}`;
  try {
    await reader.readUrl(catalogInfoUrl);
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') return;
    throw new ServiceUnavailableError(
      `repoUrl: whether the repository ${said} exists could not be found out; check that host and its credentials in integrations of app-config, then try again`,
      error,
    );
  }
  throw new ConflictError(
    `repoUrl: the repository ${said} exists already; name another one, or add the pipeline to it by a pull request`,
  );
}
