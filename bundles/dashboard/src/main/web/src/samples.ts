import type { Schema } from './api';

type Sample = Schema['Sample'];

const HOUR = 3_600_000;
/** Older samples are kept this far apart, as the gateway's own are. */
const INTERVAL = 10_000;
/** The last minute is kept as it came. */
const RECENT = 60_000;

/** The samples of the last hour with a new one: fine at the end, coarse before that. */
export function append(samples: Sample[], sample: Sample): Sample[] {
  const now = Date.parse(sample.time);
  let kept = Number.NEGATIVE_INFINITY;
  const result = samples.filter((each) => {
    const time = Date.parse(each.time);
    const wanted = time < now && now - time <= HOUR && (now - time <= RECENT || time - kept >= INTERVAL - 500);
    if (wanted) {
      kept = time;
    }
    return wanted;
  });
  return [...result, sample];
}
