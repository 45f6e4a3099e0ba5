/** Figures for people. All sizes are bytes, all durations seconds. */

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size as number and unit, to be set apart in large type. */
export function sizeParts(bytes: number): [string, string] {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < SIZES.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return [String(Number(value.toFixed(digits))), SIZES[unit] ?? 'B'];
}

export const size = (bytes: number) => sizeParts(bytes).join(' ');
export const rate = (bytesPerSecond: number) => `${size(bytesPerSecond)}/s`;

/** A count with thin spaces between thousands. */
export const count = (value: number) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** Something per second; small figures keep digits. */
export const perSecond = (value: number) =>
  value >= 10 ? count(value) : String(Number(value.toFixed(value >= 1 ? 1 : 2)));

/** A long duration by its two largest units. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3600) {
    return `${Math.floor(s / 60)} min ${s % 60} s`;
  }
  if (s < 86_400) {
    return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  }
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** A short duration, such as a latency. */
export function latency(seconds: number): string {
  const ms = seconds * 1000;
  if (ms >= 1000) {
    return `${Number(seconds.toFixed(2))} s`;
  }
  return `${Number(ms.toFixed(ms >= 10 ? 0 : ms >= 1 ? 1 : 2))} ms`;
}

/** How long ago, or `now` when the clocks differ a little. */
export const age = (since: string, now: number) => duration((now - Date.parse(since)) / 1000);

/** Whole days until a time; negative when it has passed. */
export const daysUntil = (time: string, now: number) => Math.floor((Date.parse(time) - now) / 86_400_000);

const two = (value: number) => String(value).padStart(2, '0');

/** Date in the reader's zone, as ISO 8601 writes it. */
export function date(time: string): string {
  const d = new Date(time);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** Time of day in the reader's zone, of a date as text or in milliseconds. */
export function clock(time: string | number): string {
  const d = new Date(time);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

export const dateTime = (time: string) => `${date(time)} ${clock(time)}`;

/** `KEY_COMPROMISE` as `key compromise`. */
export const words = (name: string) => name.toLowerCase().replaceAll('_', ' ');

/** Pairs of hexadecimal digits with colons, as people compare them. */
export const fingerprint = (hex: string) => (hex.match(/../g) ?? []).join(':');
