import { useState } from 'preact/hooks';
import { logout } from './api';
import icon from './icon.svg';
import { connection, useLive } from './live';
import { may, me } from './me';
import { pages } from './pages';
import { place } from './router';
import { strings as t } from './strings';
import { setTheme, theme } from './theme';
import { useModal } from './ui/Dialog';
import { Icon } from './ui/icons';
import { Badge } from './ui/Notice';

/** The pages: at the side, or on a narrow screen behind a button. */
export function Navigation() {
  const [open, setOpen] = useState(false);
  // On every page, so that the badge is true on those that need no events, too.
  useLive('overview', () => {});
  return (
    <>
      <header class="topbar">
        <button type="button" class="button quiet icon" aria-label={t.menu} onClick={() => setOpen(true)}>
          <Icon name="menu" />
        </button>
        <Brand />
        <LiveBadge />
      </header>
      <Side />
      {open && <Menu onClose={() => setOpen(false)} />}
    </>
  );
}

function Menu({ onClose }: { onClose: () => void }) {
  const element = useModal();
  const leave = (event: MouseEvent) => {
    if (event.target === element.current || (event.target as Element).closest('a, .menu-close')) {
      onClose();
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, and links are followed by key as well
    <dialog ref={element} class="menu" aria-label={t.menu} onCancel={onClose} onClick={leave}>
      <Side />
    </dialog>
  );
}

function Side() {
  return (
    <header class="side">
      <Brand />
      <nav aria-label={t.navigation}>
        <ul>
          {pages
            .filter((page) => !page.role || may(page.role))
            .map(({ name }) => (
              <li key={name}>
                <a href={`#/${name}`} aria-current={place.value.page === name ? 'page' : undefined}>
                  <Icon name={name} />
                  {t.pages[name]}
                </a>
              </li>
            ))}
          {may('ADMIN') && (
            <li>
              <a href="/system/console/">
                <Icon name="external" />
                {t.systemConsole}
              </a>
            </li>
          )}
        </ul>
      </nav>
      <Who />
    </header>
  );
}

function Brand() {
  return (
    <a class="brand" href="#/overview">
      <img src={icon} alt="" />
      {t.product}
    </a>
  );
}

const themes = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const themeIcons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

function Who() {
  const look = theme.value;
  return (
    <div class="who stack tight">
      <LiveBadge />
      <div class="row">
        <div class="cut">
          <strong>{me.value?.user}</strong>
          <div class="muted small">{me.value && t.roles[me.value.role]}</div>
        </div>
        <div class="row tight">
          <button
            type="button"
            class="button quiet icon"
            aria-label={t.theme(t.themes[look])}
            title={t.theme(t.themes[look])}
            onClick={() => setTheme(themes[look])}
          >
            <Icon name={themeIcons[look]} />
          </button>
          <button type="button" class="button quiet icon" aria-label={t.logout} title={t.logout} onClick={logout}>
            <Icon name="logout" />
          </button>
        </div>
      </div>
    </div>
  );
}

/** Whether what the page shows is of now. */
function LiveBadge() {
  const state = connection.value;
  return (
    <div class="live" role="status">
      <Badge tone={state === 'live' ? 'ok' : state === 'connecting' ? 'neutral' : 'warn'} class="live">
        {t.connection[state]}
      </Badge>
    </div>
  );
}
