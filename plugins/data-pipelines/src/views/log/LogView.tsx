import { KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonIcon, SearchField, Switch } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine, RiDownloadLine } from '@remixicon/react';
import { LogRef, LogSearch, useAction, useDataPipelines, useLog, useLogSearch } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone, formatNumber, Notice, PanelError, sentenceOf, useLocale } from '../parts';
import { LogLines } from './LogLines';
import styles from './log.module.css';

/** One log: around a line or from its end, with search, follow, wrap and download. */
export function LogView(props: {
  pipeline: CompoundEntityRef;
  log: LogRef;
  /** Name of the file that a download makes. */
  fileName: string;
  /** Whether the job may write more. */
  goingOn: boolean;
  /** When it ended, where that is known. */
  endedAt?: string;
  /** Line to bring into view. */
  line?: number;
  onLine(line: number): void;
  onReload(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { pipeline, log, goingOn, line } = props;
  const [wanted, setFollow] = useState(line === undefined);
  const follow = wanted && goingOn;
  // On a telephone hardly a word of a long line would be seen.
  const [wrap, setWrap] = useState(() => window.innerWidth < 600);
  const [text, setText] = useState('');
  const api = useDataPipelines();

  // The log is read around this line; a line that is there already is only scrolled to.
  const [around, setAround] = useState(line);
  const view = useLog(pipeline, log, around, { follow, endedAt: props.endedAt });
  const { data } = view;
  const failed = data?.failedLine;
  const show = line ?? (follow ? undefined : failed);
  const known = data !== undefined && isIn(data, show);
  useEffect(() => {
    if (data && show !== undefined && !known && around !== show) setAround(show);
  }, [data, show, known, around]);

  // The same line may be asked for again, after it was scrolled out of view.
  const [asked, setAsked] = useState(0);
  const onLine = useRef(props.onLine);
  onLine.current = props.onLine;
  const leadTo = useCallback((to: number) => {
    setFollow(false);
    setAsked(count => count + 1);
    onLine.current(to);
  }, []);

  const search = useLogSearch(pipeline, log, text);
  const [match, setMatch] = useState(0);
  const goTo = (index: number) => {
    if (search.matches.length === 0) return;
    const wrapped = (index + search.matches.length) % search.matches.length;
    setMatch(wrapped);
    leadTo(search.matches[wrapped]);
  };
  const firstMatch = search.matches[0];
  useEffect(() => {
    setMatch(0);
    if (firstMatch !== undefined) leadTo(firstMatch);
  }, [firstMatch, text, leadTo]);

  const download = useAction(async () =>
    save(await api.downloadLog(pipeline, log), props.fileName),
  );

  return (
    <div className={styles.view}>
      <div className={styles.tools}>
        <SearchField
          size="small"
          aria-label={t('log.search')}
          placeholder={t('log.search')}
          value={text}
          onChange={setText}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === 'Enter') goTo(match + (event.shiftKey ? -1 : 1));
          }}
        />
        {text && (
          <span role="status" className={styles.count}>
            {search.matches.length > 0
              ? t('parts.match', {
                  number: formatNumber(match + 1, locale),
                  total: `${formatNumber(search.matches.length, locale)}${search.searching ? '…' : ''}`,
                })
              : t(wordOf(search))}
          </span>
        )}
        {search.matches.length > 1 && (
          <>
            <ButtonIcon
              size="small"
              variant="tertiary"
              icon={<RiArrowUpSLine aria-hidden />}
              aria-label={t('parts.previousMatch')}
              onPress={() => goTo(match - 1)}
            />
            <ButtonIcon
              size="small"
              variant="tertiary"
              icon={<RiArrowDownSLine aria-hidden />}
              aria-label={t('parts.nextMatch')}
              onPress={() => goTo(match + 1)}
            />
          </>
        )}
        <span className={styles.right}>
          {failed !== undefined && (
            <Button size="small" variant="secondary" onPress={() => leadTo(failed)}>
              {t('log.toFailure')}
            </Button>
          )}
          {goingOn && <Switch label={t('log.follow')} isSelected={follow} onChange={setFollow} />}
          <Switch label={t('log.wrap')} isSelected={wrap} onChange={setWrap} />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiDownloadLine aria-hidden />}
            aria-label={t('log.download')}
            isPending={download.running}
            onPress={() => download.run()}
          />
        </span>
      </div>
      {search.error && (
        <Notice
          action={
            <Button size="small" variant="secondary" onPress={search.again}>
              {t('error.retry')}
            </Button>
          }
        >
          {t('log.searchFailedWhy', { message: sentenceOf(search.error) })}
        </Notice>
      )}
      {download.error && (
        <Notice>{t('log.downloadFailed', { message: sentenceOf(download.error) })}</Notice>
      )}
      {!data && view.error && (
        <PanelError polled={view} what={t('log.title')} onRetry={props.onReload} />
      )}
      {!data && !view.error && <Bone width="100%" height="20rem" />}
      {data && data.lines.length === 0 && (
        <Notice>{t(goingOn ? 'log.noneYet' : 'log.empty')}</Notice>
      )}
      {data && data.lines.length > 0 && (
        <LogLines
          slice={data}
          wrap={wrap}
          text={text}
          show={known ? show : undefined}
          asked={asked}
          follow={follow}
          busy={view.loadingMore}
          onLine={leadTo}
          onMore={view.loadMore}
        />
      )}
    </div>
  );
}

function isIn(slice: { firstLine: number; lines: string[] }, line: number | undefined): boolean {
  return (
    line !== undefined && line >= slice.firstLine && line < slice.firstLine + slice.lines.length
  );
}

/** Says how it is with a search that has found nothing so far. */
function wordOf({ searching, error }: LogSearch) {
  if (searching) return 'log.searching';
  return error ? 'log.searchFailed' : 'parts.noMatch';
}

/** Hands a file to the browser. */
function save(blob: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
