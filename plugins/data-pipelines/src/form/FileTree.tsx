import { useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RiFileTextLine, RiFolder3Line } from '@remixicon/react';
import { PlannedFile } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../translation';
import { CodeBlock, formatBytes } from '../views/parts';
import parts from '../views/parts/parts.module.css';
import { Folder, folderOf } from './folderOf';
import styles from './form.module.css';

/** The files of the repository as a tree; a chosen one is shown beside it. */
export function FileTree({ files }: { files: PlannedFile[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const root = useMemo(() => folderOf(files), [files]);
  const [path, setPath] = useState<string>();
  const file = files.find(candidate => candidate.path === path);
  return (
    <section>
      <Text as="h2" variant="body-large" weight="bold">
        {t('review.files', { count: files.length })}
      </Text>
      <div className={styles.files}>
        <div className={styles.tree}>
          <FolderItems folder={root} chosen={path} onChoose={setPath} />
        </div>
        <div className={styles.content} aria-live="polite">
          {file ? (
            <>
              <Text as="p" variant="body-small" className={`${parts.mono} ${parts.faint}`}>
                {file.path}, {formatBytes(file.size)}
              </Text>
              <CodeBlock text={file.content} what={t('review.file', { path: file.path })} />
            </>
          ) : (
            <Text as="p" className={parts.faint}>
              {t('review.chooseFile')}
            </Text>
          )}
        </div>
      </div>
    </section>
  );
}

function FolderItems(props: {
  folder: Folder;
  chosen: string | undefined;
  onChoose(path: string): void;
}) {
  return (
    <ul className={styles.items}>
      {props.folder.folders.map(folder => (
        <li key={folder.name}>
          <details open>
            <summary className={styles.folder}>
              <RiFolder3Line aria-hidden />
              {folder.name}
            </summary>
            <FolderItems {...props} folder={folder} />
          </details>
        </li>
      ))}
      {props.folder.files.map(({ name, path }) => (
        <li key={path}>
          <button
            type="button"
            className={path === props.chosen ? styles.fileChosen : styles.file}
            aria-pressed={path === props.chosen}
            onClick={() => props.onChoose(path)}
          >
            <RiFileTextLine aria-hidden />
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
