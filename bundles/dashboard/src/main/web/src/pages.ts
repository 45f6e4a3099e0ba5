import type { ComponentType } from 'preact';
import type { Schema } from './api';
import { Authenticators } from './pages/Authenticators';
import { Certificates } from './pages/Certificates';
import { Cluster } from './pages/Cluster';
import { Configurations } from './pages/Configurations';
import { ConnectionTest } from './pages/ConnectionTest';
import { Health } from './pages/Health';
import { Overview } from './pages/Overview';
import { Plugins } from './pages/Plugins';
import { Tokens } from './pages/Tokens';
import { Tunnels } from './pages/Tunnels';
import type { IconName } from './ui/icons';

interface PageInfo {
  /** As in the address, in the strings and among the icons. */
  name: IconName & keyof typeof import('./strings').strings.pages;
  view: ComponentType;
  /** Who sees it, if not everybody. */
  role?: Schema['Role'];
}

/** The pages in the order of the navigation. */
export const pages: PageInfo[] = [
  { name: 'overview', view: Overview },
  { name: 'tunnels', view: Tunnels },
  { name: 'authenticators', view: Authenticators },
  { name: 'certificates', view: Certificates },
  { name: 'cluster', view: Cluster },
  { name: 'plugins', view: Plugins },
  { name: 'configurations', view: Configurations },
  { name: 'connection-test', view: ConnectionTest },
  { name: 'health', view: Health },
  { name: 'tokens', view: Tokens, role: 'ADMIN' },
];
