import { expect, it } from 'vitest';
import type { Schema } from '../src/api';
import { append } from '../src/samples';

const start = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number) => ({ time: new Date(start + seconds * 1000).toISOString() }) as Schema['Sample'];

function anHourOf(seconds: number): Schema['Sample'][] {
  let samples: Schema['Sample'][] = [];
  for (let s = 0; s <= seconds; s++) {
    samples = append(samples, at(s));
  }
  return samples;
}

it('keeps an hour, each second of the last minute and one in ten seconds before that', () => {
  const samples = anHourOf(5000);
  expect(samples.at(-1)).toEqual(at(5000));
  expect(Date.parse(samples[0]?.time ?? '') - start).toBeGreaterThanOrEqual(1_400_000);
  expect(samples.length).toBeGreaterThan(400);
  expect(samples.length).toBeLessThan(430);
});

it('takes a sample that comes again, or late, in place of those after it', () => {
  expect(append([at(0), at(10), at(20)], at(10))).toEqual([at(0), at(10)]);
});
