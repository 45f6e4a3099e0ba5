import { useState } from 'preact/hooks';
import { type Attempt, addresses, type Step, tryAddress } from '../connection-test';
import { latency } from '../format';
import { connectionTest as t } from '../strings';
import { Field } from './Field';
import { Icon } from './icons';
import { Notice } from './Notice';

/** Asks for an address, tries it, and shows each step. */
export function ConnectionTestForm({ base, node }: { base: string; node: string }) {
  const [attempts, setAttempts] = useState<Attempt[]>([]);
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<string>();
  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    let urls: string[];
    try {
      urls = addresses(String(form.get('url')).trim(), String(form.get('node')).trim());
      setMistake(undefined);
    } catch {
      setMistake(t.badUrl);
      return;
    }
    setBusy(true);
    const done: Attempt[] = [];
    for (const url of urls) {
      done.push(await tryAddress(url, (attempt) => setAttempts([...done, attempt])));
    }
    setAttempts(done);
    setBusy(false);
  };
  const finished = !busy && attempts.length > 0;
  const good = attempts.every((attempt) => attempt.steps.every((step) => step.state === 'ok'));
  return (
    <div class="stack">
      <form class="card stack" onSubmit={run} noValidate>
        <div class="grid">
          <div class="two-thirds">
            <Field label={t.url} hint={t.urlHint} error={mistake}>
              <input name="url" defaultValue={base} inputMode="url" spellcheck={false} required />
            </Field>
          </div>
          <div class="third">
            <Field label={t.node} hint={t.nodeHint}>
              <input name="node" defaultValue={node} spellcheck={false} />
            </Field>
          </div>
        </div>
        <div class="row">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? t.running : t.run}
          </button>
        </div>
      </form>
      <div class="stack" aria-live="polite">
        {finished && <Notice tone={good ? 'ok' : 'bad'}>{good ? t.good : t.bad}</Notice>}
        {attempts.map((attempt) => (
          <section key={attempt.url} class="card" aria-label={attempt.url}>
            <header>
              <h2 class="mono wrap-anywhere">{attempt.url}</h2>
            </header>
            <ol class="steps">
              {attempt.steps.map((step) => (
                <StepRow key={step.name} step={step} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

const marks = { running: 'dash', ok: 'check', failed: 'close', skipped: 'dash' } as const;
const tones = { running: 'muted', ok: 'ok', failed: 'bad', skipped: 'muted' } as const;

function StepRow({ step }: { step: Step }) {
  const closed = step.code !== undefined && t.code(step.code, step.reason || t.noReason);
  return (
    <li>
      <Icon name={marks[step.state]} class={tones[step.state]} />
      <div class="stack tight">
        <div>
          <strong>{step.name}</strong> <span class="muted">{t.states[step.state]}</span>
          {step.detail && <p>{step.detail}</p>}
          {closed && <p class="muted small">{closed}</p>}
        </div>
        {step.advice && step.advice.length > 0 && (
          <div class="notice warn">
            <Icon name="info" />
            <div>
              <strong>{t.whatToDo}</strong>
              <ul class="bullets">
                {step.advice.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </div>
      <span class="muted small nowrap">{step.took !== undefined && latency(step.took)}</span>
    </li>
  );
}
