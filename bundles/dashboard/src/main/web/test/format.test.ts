import { describe, expect, it } from 'vitest';
import { age, count, daysUntil, duration, fingerprint, latency, perSecond, rate, size, words } from '../src/format';

describe('figures for people', () => {
  it('writes sizes with three digits and the unit that fits', () => {
    expect([0, 999, 1000, 1536, 12_900_000, 1024 ** 4].map(size)).toEqual([
      '0 B',
      '999 B',
      '0.98 KiB',
      '1.5 KiB',
      '12.3 MiB',
      '1 TiB',
    ]);
    expect(rate(2048)).toBe('2 KiB/s');
  });

  it('sets thousands apart', () => {
    expect([7, 999, 1000, 1_234_567].map(count)).toEqual(['7', '999', '1\u202f000', '1\u202f234\u202f567']);
  });

  it('keeps digits of small rates', () => {
    expect([0, 0.034, 2.44, 1234.4].map(perSecond)).toEqual(['0', '0.03', '2.4', '1\u202f234']);
  });

  it('writes durations by their two largest units', () => {
    expect([0, 59.9, 61, 3600, 90_061].map(duration)).toEqual(['0 s', '59 s', '1 min 1 s', '1 h 0 min', '1 d 1 h']);
  });

  it('takes a time in the future, of a clock that differs, for now', () => {
    expect(age('2026-01-01T00:00:10Z', Date.parse('2026-01-01T00:00:00Z'))).toBe('0 s');
  });

  it('writes latencies from parts of a millisecond to seconds', () => {
    expect([0.00012, 0.0042, 0.041, 2.3].map(latency)).toEqual(['0.12 ms', '4.2 ms', '41 ms', '2.3 s']);
  });

  it('counts whole days, and below zero what has passed', () => {
    const now = Date.parse('2026-01-10T00:00:00Z');
    expect(daysUntil('2026-01-12T23:00:00Z', now)).toBe(2);
    expect(daysUntil('2026-01-09T23:00:00Z', now)).toBe(-1);
  });

  it('writes names of constants as words, and fingerprints in pairs', () => {
    expect(words('KEY_COMPROMISE')).toBe('key compromise');
    expect(fingerprint('9f3a5c')).toBe('9f:3a:5c');
  });
});
