import { expect, it } from 'vitest';
import { inOrderOf, rowsInView } from '../src/rows';

it('draws what is visible of many rows, and a few more', () => {
  expect(rowsInView(10_000, 50, 100_000, 500)).toEqual({ first: 1992, end: 2018, height: 500_000 });
});

it('draws all rows of a short table', () => {
  expect(rowsInView(3, 50, 0, 500)).toEqual({ first: 0, end: 3, height: 150 });
});

it('draws nothing of an empty table', () => {
  expect(rowsInView(0, 50, 0, 500)).toEqual({ first: 0, end: 0, height: 0 });
});

it('still draws the end when rows have gone and the scroll position is beyond it', () => {
  const { first, end } = rowsInView(20, 50, 400_000, 500);
  expect(first).toBeLessThan(20);
  expect(end).toBe(20);
});

it('keeps the order that rows had, and puts new ones last', () => {
  const rows = ['a', 'b', 'new', 'c'].map((id) => ({ id }));
  const kept = inOrderOf(['c', 'gone', 'a', 'b'], rows, (row) => row.id);
  expect(kept.map((row) => row.id)).toEqual(['c', 'a', 'b', 'new']);
});
