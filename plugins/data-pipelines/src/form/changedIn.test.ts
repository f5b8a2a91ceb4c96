import { changedIn } from './changedIn';

const schema = {
  properties: {
    minutes: { default: 60 },
    spot: { default: false },
    labels: { default: {} },
    key: {},
    logs: { properties: { days: { default: 30 } } },
  },
};

describe('changed settings', () => {
  it('are none where everything is as it stood there at first, or empty', () => {
    expect(changedIn(schema, undefined)).toBe(0);
    expect(changedIn(schema, { minutes: 60, spot: false, labels: {}, logs: { days: 30 } })).toBe(0);
    expect(changedIn(schema, { key: '', labels: {}, logs: {} })).toBe(0);
  });

  it('are counted one by one, however deep', () => {
    const value = { minutes: 5, spot: true, labels: { a: 'b', c: 'd' }, logs: { days: 7 } };
    expect(changedIn(schema, value)).toBe(4);
    expect(changedIn(schema, { spot: true })).toBe(1);
  });

  it('count a map or list without fields of its own as one', () => {
    expect(changedIn({ default: {} }, { 'spark.a': '1', 'spark.b': '2' })).toBe(1);
    expect(changedIn({ default: [] }, [])).toBe(0);
  });
});
