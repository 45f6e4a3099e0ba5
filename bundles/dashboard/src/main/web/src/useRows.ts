import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api';
import { listen, type Topics } from './live';

/**
 * A table that follows the stream: it is fetched when the stream opens, and what comes meanwhile is applied afterwards.
 * The map is changed in place; the component is drawn anew after each change.
 */
export function useRows<K extends 'tunnels' | 'sessions', T>(
  topic: K,
  id: (row: T) => string,
  apply: (rows: Map<string, T>, event: Topics[K]) => void,
): { rows: Map<string, T>; version: number; loading: boolean; error?: string } {
  const rows = useRef(new Map<string, T>());
  const [version, setVersion] = useState(0);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: id and apply are the same functions at each rendering
  useEffect(() => {
    let waiting: Topics[K][] | undefined = [];
    let current = 0;
    const fetchAll = async () => {
      const mine = ++current;
      waiting = [];
      try {
        const answer = await get<Record<K, T[]>>(`/${topic}?limit=100000`);
        if (mine !== current) {
          return;
        }
        rows.current = new Map(answer[topic].map((row) => [id(row), row]));
        for (const event of waiting ?? []) {
          apply(rows.current, event);
        }
        waiting = undefined;
        setError(undefined);
      } catch (problem) {
        setError((problem as Error).message);
      }
      setLoading(false);
      setVersion((v) => v + 1);
    };
    return listen(topic, {
      open: () => void fetchAll(),
      event: (event) => {
        if (waiting) {
          waiting.push(event);
        } else {
          apply(rows.current, event);
          setVersion((v) => v + 1);
        }
      },
    });
  }, [topic]);
  return { rows: rows.current, version, loading, error };
}
