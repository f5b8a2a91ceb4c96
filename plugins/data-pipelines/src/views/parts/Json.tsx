import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, SearchField, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import { dataPipelinesTranslationRef } from '../../translation';
import { CopyButton } from './CopyButton';
import { formatNumber } from './format';
import { indent } from './indent';
import styles from './parts.module.css';
import { useLocale } from './useLocale';

/** Step Functions keeps this many bytes of an input or output. */
const CUT_AT = 256 * 1024;
/** From this many lines on there is a field to search by. */
const SEARCHABLE = 12;
/** More are not marked. */
const MOST = 500;

/** JSON text, indented, searchable, to copy; text that is no JSON as it is. */
export function Json(props: { text: string; what: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { text: raw, what } = props;
  const pretty = useMemo(() => indent(raw), [raw]);
  const text = pretty ?? raw;
  const [wanted, setWanted] = useState('');
  const [current, setCurrent] = useState(0);
  const starts = useMemo(() => occurrences(text, wanted), [text, wanted]);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => setCurrent(0), [wanted]);
  useEffect(() => {
    const mark = box.current?.querySelector('[data-current]');
    // Within the box only: the page stays where it is.
    if (mark instanceof HTMLElement && box.current) {
      box.current.scrollTop = mark.offsetTop - box.current.clientHeight / 2;
    }
  }, [starts, current]);
  const step = (by: number) => setCurrent((current + by + starts.length) % starts.length);
  const searchable = text.split('\n', SEARCHABLE + 1).length > SEARCHABLE;

  return (
    <div className={styles.json}>
      {searchable && (
        <div className={styles.jsonSearch}>
          <SearchField
            size="small"
            aria-label={t('parts.searchIn', { what })}
            placeholder={t('parts.search')}
            value={wanted}
            onChange={setWanted}
            onKeyDown={event => {
              if (event.key === 'Enter' && starts.length > 0) step(event.shiftKey ? -1 : 1);
            }}
          />
          {wanted && (
            <span role="status" className={styles.jsonCount}>
              {starts.length === 0
                ? t('parts.noMatch')
                : t('parts.match', {
                    number: formatNumber(current + 1, locale),
                    total: formatNumber(starts.length, locale),
                  })}
            </span>
          )}
          {starts.length > 1 && (
            <>
              <ButtonIcon
                size="small"
                variant="tertiary"
                icon={<RiArrowUpSLine aria-hidden />}
                aria-label={t('parts.previousMatch')}
                onPress={() => step(-1)}
              />
              <ButtonIcon
                size="small"
                variant="tertiary"
                icon={<RiArrowDownSLine aria-hidden />}
                aria-label={t('parts.nextMatch')}
                onPress={() => step(1)}
              />
            </>
          )}
        </div>
      )}
      <div className={styles.block}>
        {/* It scrolls, so the keyboard must be able to reach it. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre ref={box} className={styles.pre} tabIndex={0} role="group" aria-label={what}>
          <Marked text={text} starts={starts} length={wanted.length} current={current} />
        </pre>
        <CopyButton text={text} what={what} className={styles.blockCopy} />
      </div>
      {pretty === undefined && (
        <Text variant="body-small" as="p">
          {raw.length >= CUT_AT ? t('parts.cut') : t('parts.notJson')}
        </Text>
      )}
    </div>
  );
}

function Marked(props: { text: string; starts: number[]; length: number; current: number }) {
  const { text, starts, length, current } = props;
  if (starts.length === 0) return <>{text}</>;
  return (
    <>
      {starts.map((start, index) => {
        const before = index === 0 ? 0 : starts[index - 1] + length;
        return (
          <Fragment key={start}>
            {text.slice(before, start)}
            <mark
              className={index === current ? styles.currentMatch : styles.match}
              data-current={index === current || undefined}
            >
              {text.slice(start, start + length)}
            </mark>
          </Fragment>
        );
      })}
      {text.slice(starts[starts.length - 1] + length)}
    </>
  );
}

/** Where a text is in another, upper and lower case alike. */
function occurrences(text: string, wanted: string): number[] {
  const found: number[] = [];
  if (!wanted) return found;
  const haystack = text.toLowerCase();
  const needle = wanted.toLowerCase();
  let at = haystack.indexOf(needle);
  while (at >= 0 && found.length < MOST) {
    found.push(at);
    at = haystack.indexOf(needle, at + needle.length);
  }
  return found;
}
