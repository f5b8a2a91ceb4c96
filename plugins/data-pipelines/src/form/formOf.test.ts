import { folderOf } from './folderOf';
import { formOf } from './formOf';

describe('formOf', () => {
  it('leaves out the review and what was left empty, for which there are defaults', () => {
    expect(
      formOf({
        team: 'retail',
        trigger: { on: 'data', suffix: '' },
        buckets: { input: '' },
        notifications: ['a@b.c', ''],
        results: { deletionProtection: false },
        review: 'seen',
      }),
    ).toEqual({
      team: 'retail',
      trigger: { on: 'data' },
      notifications: ['a@b.c'],
      results: { deletionProtection: false },
    });
  });

  it('makes an empty form of nothing', () => {
    expect(formOf(undefined)).toEqual({});
  });
});

describe('folderOf', () => {
  it('builds the tree of the files, joining folders that hold but one folder', () => {
    const root = folderOf([{ path: 'b.md' }, { path: 'x/y/1.yaml' }, { path: 'x/y/2.yaml' }]);
    expect(root.files).toEqual([{ name: 'b.md', path: 'b.md' }]);
    expect(root.folders.map(folder => folder.name)).toEqual(['x/y']);
    expect(root.folders[0].files.map(file => file.name)).toEqual(['1.yaml', '2.yaml']);
  });
});
