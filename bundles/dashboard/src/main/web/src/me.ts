import { signal } from '@preact/signals';
import type { Schema } from './api';

export const me = signal<Schema['Me'] | undefined>(undefined);

const ORDER = ['VIEWER', 'OPERATOR', 'ADMIN'];

/** Whether the user's role includes another. What it does not is not offered; the server refuses it anyway. */
export function may(role: Schema['Role']): boolean {
  return me.value !== undefined && ORDER.indexOf(me.value.role) >= ORDER.indexOf(role);
}
