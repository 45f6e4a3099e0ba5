import type { components } from './schema';
import { strings as t } from './strings';

/** The shapes of the admin API, as its own document describes them. */
export type Schema = components['schemas'];

const BASE = '/api/v1';

/** An answer that is not what was asked for; `message` is for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const isLoggedOut = (problem: unknown) => problem instanceof ApiError && problem.status === 401;

/** Where to log in again, and to come back from. */
export function loginUrl(): string {
  return `/login?ended=true&to=${encodeURIComponent(location.pathname + location.hash)}`;
}

/** Nobody loses what was typed into a dialog: then they are told, and can log in elsewhere and go on here. */
const isTyping = () => document.querySelector('dialog[open] form') !== null;

/** Turns an answer of the API into its content, or into an error in words. Goes to the login when there is none. */
async function content<T>(response: Response): Promise<T> {
  if (response.status === 401) {
    if (!isTyping()) {
      location.assign(loginUrl());
    }
    throw new ApiError(401, t.errors.loggedOut);
  }
  if (!response.ok) {
    throw new ApiError(response.status, await explanation(response));
  }
  if (response.status === 204) {
    return undefined as T;
  }
  const json = response.headers.get('content-type')?.includes('json');
  return (json ? await response.json() : await response.text()) as T;
}

async function explanation(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.includes('json')) {
    const problem = (await response.json()) as Partial<Schema['Problem']>;
    return problem.detail ?? problem.title ?? t.errors.status(response.status);
  }
  return t.errors.status(response.status);
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
  } catch {
    throw new ApiError(0, t.errors.unreachable);
  }
  return content<T>(response);
}

export const get = <T>(path: string) => request<T>('GET', path);
export const post = <T>(path: string, body?: unknown) => request<T>('POST', path, body);
export const put = <T>(path: string, body?: unknown) => request<T>('PUT', path, body);
export const remove = <T>(path: string) => request<T>('DELETE', path);

/** A path of the API as a link, for downloads. */
export const link = (path: string) => BASE + path;

/** A query of what is given; empty texts and undefined are left out. */
export function query(parameters: Record<string, string | number | boolean | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}

/** Sends a file and tells how far that is, from 0 to 1; `fetch` does not. */
export function upload<T>(path: string, file: File, progress: (done: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open('POST', BASE + path);
    sender.setRequestHeader('Content-Type', 'application/java-archive');
    sender.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    sender.onerror = () => reject(new ApiError(0, t.errors.unreachable));
    sender.onload = () => {
      const type = sender.getResponseHeader('content-type') ?? '';
      content<T>(new Response(sender.responseText, { status: sender.status, headers: { 'content-type': type } })).then(
        resolve,
        reject,
      );
    };
    sender.send(file);
  });
}

/** Ends the session at the console, then shows the login. */
export async function logout(): Promise<void> {
  await fetch('/logout', { method: 'POST' });
  location.assign('/login');
}
