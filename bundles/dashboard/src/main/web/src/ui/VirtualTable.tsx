import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { rowsInView } from '../rows';
import { Icon } from './icons';

export interface Column<T> {
  key: string;
  title: string;
  /** A track of a CSS grid. */
  width: string;
  number?: boolean;
  /** Takes a whole line of a card, on a narrow screen. */
  wide?: boolean;
  /** Not on a card. */
  spare?: boolean;
  cell: (row: T) => ComponentChildren;
}

export interface Sorting {
  key: string;
  descending: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  minWidth: number;
  sorting: Sorting;
  onSort: (key: string) => void;
  /** Somebody points at a row, or has the focus there: rows should not move away from under them. */
  onInside: (inside: boolean) => void;
}

const ROW = 56;
const CARD = 176;
const HEAD = 42;
const narrow = matchMedia('(max-width: 820px)');

/** A table of any length, of which only what is visible is drawn. On a narrow screen its rows are cards. */
export function VirtualTable<T>({ label, columns, rows, id, minWidth, sorting, onSort, onInside }: Props<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, cards: narrow.matches });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) {
      return;
    }
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight, cards: narrow.matches });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  useEffect(() => {
    frame.current?.style.setProperty('--columns', columns.map((column) => column.width).join(' '));
    frame.current?.style.setProperty('--min-width', `${minWidth}px`);
  }, [columns, minWidth]);
  const rowHeight = view.cards ? CARD : ROW;
  const head = view.cards ? 0 : HEAD;
  const { first, end, height } = rowsInView(rows.length, rowHeight, view.top, view.height - head);
  return (
    <div class="table-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <div ref={frame} class="virtual" role="table" tabIndex={0} aria-label={label} aria-rowcount={rows.length + 1}>
        <div role="row" class="head" aria-rowindex={1}>
          {columns.map((column) => (
            <div
              key={column.key}
              role="columnheader"
              class={column.number ? 'number' : ''}
              aria-sort={sorting.key !== column.key ? 'none' : sorting.descending ? 'descending' : 'ascending'}
            >
              <button type="button" onClick={() => onSort(column.key)}>
                {column.title}
                <SortMark on={sorting.key === column.key} descending={sorting.descending} />
              </button>
            </div>
          ))}
        </div>
        <div
          role="rowgroup"
          style={{ height: `${height}px`, position: 'relative' }}
          onPointerEnter={(event) => event.pointerType === 'mouse' && onInside(true)}
          onPointerLeave={(event) => onInside(event.currentTarget.contains(document.activeElement))}
          onFocusIn={() => onInside(true)}
          onFocusOut={(event) =>
            onInside(event.currentTarget.matches(':hover') || document.querySelector('dialog[open]') !== null)
          }
        >
          {rows.slice(first, end).map((row, i) => (
            <div
              key={id(row)}
              role="row"
              class="line"
              aria-rowindex={first + i + 2}
              style={{ transform: `translateY(${(first + i) * rowHeight}px)`, height: `${rowHeight}px` }}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="cell"
                  class={`${column.number ? 'number' : ''} ${column.wide ? 'wide' : ''} ${column.spare ? 'spare' : ''}`}
                  data-label={column.wide ? undefined : column.title}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function SortMark({ on, descending }: { on: boolean; descending: boolean }) {
  return on ? <span aria-hidden="true">{descending ? '↓' : '↑'}</span> : null;
}

/** The word on the way to the next sorting: the other way round, or another column. */
export function nextSorting(now: Sorting, key: string): Sorting {
  return { key, descending: now.key === key ? !now.descending : false };
}

export function SearchBox(props: { label: string; value: string; onInput: (value: string) => void }) {
  return (
    <div class="row search">
      <Icon name="search" class="muted" />
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}
