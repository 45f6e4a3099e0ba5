import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api';
import { comebacks } from './live';

export interface Resource<T> {
  data?: T;
  error?: string;
  /** When it was fetched, in milliseconds. */
  at?: number;
  reload: () => Promise<void>;
  /** Puts in what came by another way, such as an event. */
  set: (data: T) => void;
}

/** What a path of the API answers; fetched anew when the path changes or the gateway is back. `undefined` fetches nothing. */
export function useResource<T>(path: string | undefined): Resource<T> {
  const [data, set] = useState<T>();
  const [at, setAt] = useState<number>();
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
        setAt(Date.now());
        setError(undefined);
      }
    } catch (problem) {
      if (current.current === path) {
        setError((problem as Error).message);
      }
    }
  }, [path]);
  const back = comebacks.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was fetched before is of another time
  useEffect(() => void reload(), [reload, back]);
  return { data, error, at, reload, set };
}
