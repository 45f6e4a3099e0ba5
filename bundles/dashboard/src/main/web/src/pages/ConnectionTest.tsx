import type { Schema } from '../api';
import { strings as t } from '../strings';
import { ConnectionTestForm } from '../ui/ConnectionTestForm';
import { Loaded } from '../ui/Loaded';
import { Page } from '../ui/Page';
import { useResource } from '../useResource';

/** Tries to connect as a peer would, from the operator's browser. */
export function ConnectionTest() {
  const info = useResource<Schema['Info']>('/info');
  return (
    <Page title={t.pages['connection-test']} lead={t.test.lead}>
      <Loaded from={info}>
        {({ transport }) => (
          <ConnectionTestForm base={likelyBase(transport?.listeners ?? [])} node={transport?.node ?? ''} />
        )}
      </Loaded>
    </Page>
  );
}

/** The first WebSocket listener, encrypted if there is one, under the name by which the reader has come. */
function likelyBase(listeners: Schema['Listener'][]): string {
  const websockets = listeners.filter((each) => each.kind === 'WEBSOCKET');
  const listener = websockets.find((each) => each.encrypted) ?? websockets[0];
  const scheme = listener && !listener.encrypted ? 'ws' : 'wss';
  const port = listener ? `:${listener.address.replace(/^.*:/, '')}` : '';
  return `${scheme}://${location.hostname}${port}`;
}
