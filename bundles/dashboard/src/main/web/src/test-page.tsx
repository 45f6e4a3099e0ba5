import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import icon from './icon.svg';
import { connectionTest as t } from './strings';
import './styles/test-page.css';
import { ConnectionTestForm } from './ui/ConnectionTestForm';

/** The connection test alone, as the gateway's own listeners serve it: the address is that of the page. */
function TestPage() {
  const [node, setNode] = useState<string>();
  useEffect(() => {
    // Which node answers here; behind a balancer perhaps another each time.
    fetch('/healthz', { cache: 'no-store' })
      .then((response) => response.json() as Promise<{ node?: string }>)
      .then(
        (health) => setNode(health.node ?? ''),
        () => setNode(''),
      );
  }, []);
  return (
    <main>
      <div class="page-head">
        <img src={icon} alt="" width={34} height={34} />
        <h1>{t.title}</h1>
        <p class="lead">{t.pageLead}</p>
      </div>
      {node !== undefined && <ConnectionTestForm base={location.origin.replace(/^http/, 'ws')} node={node} />}
    </main>
  );
}

render(<TestPage />, document.getElementById('app') as HTMLElement);
