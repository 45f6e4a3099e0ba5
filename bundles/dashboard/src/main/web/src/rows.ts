/** The part of a long table that is drawn. Plain arithmetic: all rows are equally high. */
export interface Window {
  /** First row to draw. */
  first: number;
  /** The row after the last one. */
  end: number;
  /** Height of all rows, in pixels. */
  height: number;
}

/** Rows drawn beyond what is visible, so that fast scrolling shows no gaps. */
const SPARE = 8;

export function rowsInView(total: number, rowHeight: number, scrollTop: number, viewHeight: number): Window {
  const first = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE), Math.max(0, total - 1));
  const end = Math.min(total, Math.ceil((scrollTop + viewHeight) / rowHeight) + SPARE);
  return { first, end: Math.max(first, end), height: total * rowHeight };
}

/** The rows in an order that they had before, by id; new ones after those. */
export function inOrderOf<T>(before: string[], rows: T[], id: (row: T) => string): T[] {
  const places = new Map(before.map((each, i) => [each, i]));
  const place = (row: T) => places.get(id(row)) ?? before.length;
  return [...rows].sort((a, b) => place(a) - place(b));
}
