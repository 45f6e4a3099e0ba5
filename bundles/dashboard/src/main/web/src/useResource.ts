import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api';

export interface Resource<T> {
  data?: T;
  error?: string;
  reload: () => Promise<void>;
  /** Puts in what came by another way, such as an event. */
  set: (data: T) => void;
}

/** What a path of the API answers; fetched anew when the path changes. `undefined` fetches nothing. */
export function useResource<T>(path: string | undefined): Resource<T> {
  const [data, set] = useState<T>();
  const [error, setError] = useState<string>();
  const current = useRef(path);
  current.current = path;
  const reload = useCallback(async () => {
    if (path === undefined) {
      return;
    }
    try {
      const answer = await get<T>(path);
      if (current.current === path) {
        set(answer);
        setError(undefined);
      }
    } catch (problem) {
      if (current.current === path) {
        setError((problem as Error).message);
      }
    }
  }, [path]);
  useEffect(() => void reload(), [reload]);
  return { data, error, reload, set };
}
