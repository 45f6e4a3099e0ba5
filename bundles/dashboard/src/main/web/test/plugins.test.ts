import { expect, it } from 'vitest';
import { configurations, plugins } from '../mock/data';
import { lacks } from '../src/pages/PluginCard';

const types = configurations.types;
const plugin = (problem: string | null) => ({
  ...(plugins[0] as (typeof plugins)[number]),
  bundle: types[0]?.bundle ?? '',
  problem,
});

it('knows what a plugin needs a configuration of', () => {
  expect(lacks(plugin(`has no configuration: make one of ${types[0]?.pid}`), types)).toBe(types[0]);
});

it('calls nothing else a lack of configuration', () => {
  expect(lacks(plugin(null), types)).toBeUndefined();
  expect(lacks(plugin('has no configuration: make one of what.nobody.describes'), types)).toBeUndefined();
  const both = `has no configuration: make one of ${types[0]?.pid}; waits for the service X`;
  expect(lacks(plugin(both), types)).toBeUndefined();
  expect(lacks(plugin(`could not be activated: ${types[0]?.pid}`), types)).toBeUndefined();
});
