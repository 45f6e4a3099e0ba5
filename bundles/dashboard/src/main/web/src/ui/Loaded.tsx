import type { ComponentChildren } from 'preact';
import { strings as t } from '../strings';
import type { Resource } from '../useResource';
import { Notice } from './Notice';

/** Shows what was fetched, or that it is being fetched, or in words why it could not be. */
export function Loaded<T>(props: { from: Resource<T>; children: (data: T) => ComponentChildren }) {
  const { data, error, reload } = props.from;
  return (
    <>
      {error && (
        <Notice tone="bad" live>
          <p>{error}</p>
          <button type="button" class="link-button" onClick={() => void reload()}>
            {t.again}
          </button>
        </Notice>
      )}
      {data !== undefined && props.children(data)}
      {data === undefined && !error && (
        <p class="muted" role="status">
          {t.loading}
        </p>
      )}
    </>
  );
}
