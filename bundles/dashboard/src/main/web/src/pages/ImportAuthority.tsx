import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { type AuthorityFile, holdsKey, readAuthorityFile, readPem } from '../authority-files';
import { strings as t } from '../strings';
import { Field } from '../ui/Field';
import { FileField } from '../ui/FileField';
import { FormDialog } from '../ui/FormDialog';
import { Imported } from './Imported';

interface Props {
  authority: Schema['Authority'];
  onImported: () => void;
  onClose: () => void;
}

/** Makes a generation of an authority that was made elsewhere. */
export function ImportAuthority({ authority, onImported, onClose }: Props) {
  const [file, setFile] = useState<AuthorityFile>();
  const [key, setKey] = useState<string>();
  const [imported, setImported] = useState<Schema['Imported']>();
  const active = authority.generations.find((each) => each.phase === 'ACTIVE');
  const send = async (given: (name: string) => string) => {
    if (!file) {
      throw new Error(t.authorityFile.choose);
    }
    const body: Schema['Import'] =
      'pem' in file ? { pem: [file.pem, key ?? ''].join('\n') } : { ...file, password: given('password') };
    setImported(await post<Schema['Imported']>('/authority/import', body));
    onImported();
  };
  return (
    <FormDialog
      title={t.import.title}
      kind="wide"
      action={t.import.action}
      onSend={send}
      onClose={onClose}
      done={imported && <Imported of={imported} />}
    >
      <p>{t.import.makes((authority.generations[0]?.number ?? 0) + 1)}</p>
      <ul class="bullets">
        {[...t.renew.consequences(active?.number), t.import.byHand].map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <FileField
        label={t.import.file}
        hint={t.import.fileHint}
        accept=".pem,.crt,.cer,.p12,.pfx"
        read={readAuthorityFile}
        onRead={(content) => {
          setFile(content);
          setKey(undefined);
        }}
      />
      {file && 'pem' in file && !holdsKey(file.pem) && (
        <FileField label={t.import.key} hint={t.import.keyHint} accept=".pem,.key" read={readPem} onRead={setKey} />
      )}
      {file && 'pkcs12' in file && (
        <Field label={t.import.password} hint={t.import.passwordHint}>
          <input name="password" type="password" autocomplete="off" />
        </Field>
      )}
    </FormDialog>
  );
}
