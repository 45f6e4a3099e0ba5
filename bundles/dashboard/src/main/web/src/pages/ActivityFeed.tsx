import { signal } from '@preact/signals';
import { activityText } from '../activity';
import { clock } from '../format';
import { type Topics, useLive } from '../live';
import { strings as t } from '../strings';
import { Empty } from '../ui/Notice';

const KEEPS = 12;
/** Kept while the page is left and come back to. */
const activities = signal<{ id: number; event: Topics['activity'] }[]>([]);
let last = 0;

/** What happens, as it happens; newest first. */
export function ActivityFeed() {
  useLive('activity', (event) => {
    activities.value = [{ id: ++last, event }, ...activities.value].slice(0, KEEPS);
  });
  if (activities.value.length === 0) {
    return <Empty icon="info">{t.overview.quiet}</Empty>;
  }
  return (
    <ul class="feed" aria-label={t.overview.activity}>
      {activities.value.map(({ id, event }) => {
        const { text, tone } = activityText(event);
        return (
          <li key={id}>
            <span class={`dot ${tone}`} />
            <span class="wrap-anywhere">{text}</span>
            <time class="muted small" dateTime={event.at}>
              {clock(event.at)}
            </time>
          </li>
        );
      })}
    </ul>
  );
}
