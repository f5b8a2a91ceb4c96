import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RiDeleteBinLine, RiLockLine } from '@remixicon/react';
import { PlannedResource } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../translation';
import parts from '../views/parts/parts.module.css';
import styles from './form.module.css';

/** What the pipeline will create, by service, and what becomes of it when the pipeline goes. */
export function ResourceList({ resources }: { resources: PlannedResource[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const kept = resources.filter(resource => resource.onDelete === 'retain').length;
  return (
    <section>
      <Text as="h2" variant="body-large" weight="bold">
        {t('review.resources', { count: resources.length })}
      </Text>
      {kept > 0 && (
        <Text as="p" variant="body-small" className={parts.faint}>
          {t('review.keptCount', { kept: String(kept) })}
        </Text>
      )}
      <div className={styles.services}>
        {byService(resources).map(([service, members]) => (
          <div key={service} className={styles.service}>
            <h3 className={styles.serviceName}>{service}</h3>
            <ul className={styles.resources}>
              {members.map(resource => (
                <li key={`${resource.id} ${resource.name}`} className={styles.resource}>
                  <span className={styles.resourceText}>
                    <span className={`${parts.mono} ${styles.resourceName}`}>{resource.name}</span>
                    <span className={`${parts.faint} ${styles.kind}`}>{resource.kind}</span>
                  </span>
                  <OnDelete onDelete={resource.onDelete} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function OnDelete({ onDelete }: Pick<PlannedResource, 'onDelete'>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const Icon = onDelete === 'retain' ? RiLockLine : RiDeleteBinLine;
  return (
    <span
      className={onDelete === 'retain' ? styles.retain : styles.goes}
      title={t(`review.${onDelete}Hint`)}
    >
      <Icon aria-hidden />
      {t(`review.${onDelete}`)}
    </span>
  );
}

function byService(resources: PlannedResource[]): [service: string, members: PlannedResource[]][] {
  const groups = new Map<string, PlannedResource[]>();
  for (const resource of resources) {
    groups.set(resource.service, [...(groups.get(resource.service) ?? []), resource]);
  }
  return [...groups];
}
