import { LruCache } from './LruCache';

describe('LruCache', () => {
  it('drops what was not used for longest', () => {
    const cache = new LruCache<string>(2);
    cache.set('a', 'A', 1);
    cache.set('b', 'B', 1);
    cache.get('a');
    cache.set('c', 'C', 1);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  });

  it('goes by weight, and keeps nothing that is too heavy alone', () => {
    const cache = new LruCache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    cache.set('c', 'C', 9);
    expect(cache.size).toBe(1);
    cache.set('d', 'D', 11);
    expect([cache.get('c'), cache.get('d')]).toEqual(['C', undefined]);
  });

  it('replaces a value, and forgets the old one that a heavier one replaces', () => {
    const cache = new LruCache<string>(10);
    cache.set('a', 'A', 8);
    cache.set('a', 'B', 9);
    expect([cache.size, cache.get('a')]).toEqual([1, 'B']);
    cache.set('a', 'C', 11);
    expect(cache.get('a')).toBeUndefined();
  });
});
