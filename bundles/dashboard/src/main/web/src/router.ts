import { signal } from '@preact/signals';

/** Where we are: the part of the address after `#/`, without its query, and that query. */
export interface Place {
  page: string;
  search: URLSearchParams;
}

/** Asked before a page is left; says whether it may be. */
let guard: (() => boolean) | undefined;
let shown = location.hash;

function read(): Place {
  const [page = '', search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { page: page || 'overview', search: new URLSearchParams(search) };
}

export const place = signal(read());

window.addEventListener('hashchange', () => {
  if (location.hash === shown) {
    return;
  }
  if (guard && !guard()) {
    history.replaceState(null, '', shown || '#/');
    return;
  }
  shown = location.hash;
  place.value = read();
});

/** While it is set the page is left only when it says so; the browser asks as well, when the tab is closed. */
export function setGuard(mayLeave: (() => boolean) | undefined): void {
  guard = mayLeave;
  window.onbeforeunload = mayLeave ? (event) => event.preventDefault() : null;
}
