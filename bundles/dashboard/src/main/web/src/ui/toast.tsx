import { signal } from '@preact/signals';
import { clock } from '../format';
import { connection, lostSince } from '../live';
import { strings as t } from '../strings';
import { Icon } from './icons';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

const STAYS = 6_000;
const toasts = signal<Toast[]>([]);
let last = 0;

const drop = (id: number) => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** Says that something was done, or was not, at the edge of the page. */
export function tell(text: string, bad = false): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, bad }];
  if (!bad) {
    setTimeout(() => drop(id), STAYS);
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      <Lost />
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.bad ? 'bad' : ''}`}>
          <span>{toast.text}</span>
          <button type="button" class="button quiet icon small" aria-label={t.dismiss} onClick={() => drop(toast.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}

let lost = false;
lostSince.subscribe((since) => {
  if (lost && since === undefined) {
    tell(t.back);
  }
  lost = since !== undefined;
});

/** Says that what the page shows is old, for as long as it is. */
function Lost() {
  const since = lostSince.value;
  if (since === undefined) {
    return null;
  }
  return <div class="toast warn">{connection.value === 'loggedOut' ? t.errors.loggedOut : t.lost(clock(since))}</div>;
}
