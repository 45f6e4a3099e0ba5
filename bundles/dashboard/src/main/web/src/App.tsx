import { useEffect, useState } from 'preact/hooks';
import { get, type Schema } from './api';
import { me } from './me';
import { Navigation } from './Navigation';
import { pages } from './pages';
import { place } from './router';
import { strings as t } from './strings';
import { Notice } from './ui/Notice';
import { Page } from './ui/Page';
import { Toasts } from './ui/toast';

/** The whole page: finds out who looks at it, then shows what the address says. */
export function App() {
  const [error, setError] = useState<string>();
  useEffect(() => {
    get<Schema['Me']>('/me').then(
      (answer) => {
        me.value = answer;
      },
      (problem: Error) => setError(problem.message),
    );
  }, []);
  if (!me.value) {
    return (
      <main>
        <h1 class="visually-hidden">{t.product}</h1>
        {error ? (
          <Notice tone="bad" live>
            <p>{error}</p>
            <button type="button" class="link-button" onClick={() => location.reload()}>
              {t.again}
            </button>
          </Notice>
        ) : (
          <p class="muted">{t.loading}</p>
        )}
      </main>
    );
  }
  const toContent = () => document.getElementById('content')?.focus();
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={toContent}>
        {t.skip}
      </button>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Content />
      </main>
      <Toasts />
    </div>
  );
}

function Content() {
  const page = pages.find((each) => each.name === place.value.page);
  if (!page) {
    return (
      <Page title={t.notFound}>
        <a href="#/overview">{t.toOverview}</a>
      </Page>
    );
  }
  return <page.view key={page.name} />;
}
