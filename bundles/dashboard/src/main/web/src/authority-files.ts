import { strings as t } from './strings';

/** As much as the API takes of JSON is 64 KiB, and base64 makes a third more of it. */
const LARGEST = 48 * 1024;

/** What is in a file of certificates: text, or else PKCS#12 in base64. */
export type AuthorityFile = { pem: string } | { pkcs12: string };

/** Reads it. Whether it is PEM is told by what is in it, as the names of such files say nothing. */
export async function readAuthorityFile(file: File): Promise<AuthorityFile> {
  if (file.size === 0 || file.size > LARGEST) {
    throw new Error(t.authorityFile.size(file.name));
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  return text.includes('-----BEGIN ')
    ? { pem: text }
    : { pkcs12: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
}

/** Reads what can only be PEM, such as a key. */
export async function readPem(file: File): Promise<string> {
  const found = await readAuthorityFile(file);
  if (!('pem' in found)) {
    throw new Error(t.authorityFile.noPem(file.name));
  }
  return found.pem;
}

/** Whether a text holds a private key, encrypted or not. */
export const holdsKey = (pem: string) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem);
