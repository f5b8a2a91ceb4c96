import { diffFiles } from './diffFiles';

const DIFF = `diff --git a/new.txt b/new.txt
new file mode 100644
index 0000000..ce01362
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+hello
diff --git a/docs/old name.md b/docs/old name.md
deleted file mode 100644
index ce01362..0000000
--- a/docs/old name.md\t
+++ /dev/null
@@ -1 +0,0 @@
-hello
diff --git a/a.sql b/b.sql
similarity index 90%
rename from a.sql
rename to b.sql
index 1..2 100644
--- a/a.sql
+++ b/b.sql
@@ -1,3 +1,4 @@ -- head
 same

--- a comment that goes
+++ counts
+diff --git is only text here
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
`;

describe('diffFiles', () => {
  const files = diffFiles(DIFF);

  it('names each file and what became of it', () => {
    expect(files.map(({ name, change, binary }) => [name, change, binary])).toEqual([
      ['new.txt', 'added', false],
      ['docs/old name.md', 'deleted', false],
      ['a.sql → b.sql', 'renamed', false],
      ['logo.png', 'changed', true],
      ['run.sh', 'changed', false],
    ]);
  });

  it('takes only lines of the file for lines, even those that look like a head', () => {
    expect(files[2].lines).toEqual([
      { kind: 'hunk', text: '@@ -1,3 +1,4 @@ -- head' },
      { kind: 'same', text: ' same' },
      { kind: 'same', text: '' },
      { kind: 'del', text: '--- a comment that goes' },
      { kind: 'add', text: '+++ counts' },
      { kind: 'add', text: '+diff --git is only text here' },
    ]);
  });

  it('has no line of a file that is no text or only got another mode', () => {
    expect(files.slice(3).map(({ lines }) => lines)).toEqual([[], []]);
  });

  it('makes nothing of nothing', () => {
    expect(diffFiles('')).toEqual([]);
  });
});
