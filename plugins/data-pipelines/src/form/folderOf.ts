import { PlannedFile } from 'backstage-plugin-data-pipelines-common';

/** A folder of the planned files; folders with nothing but one folder are joined: `a/b`. */
export interface Folder {
  name: string;
  folders: Folder[];
  files: { name: string; path: string }[];
}

/** Builds the tree of the files' paths, in alphabetical order. */
export function folderOf(files: Pick<PlannedFile, 'path'>[]): Folder {
  const root: Folder = { name: '', folders: [], files: [] };
  const paths = files.map(({ path }) => path).sort();
  for (const path of paths) {
    const names = path.split('/');
    const fileName = names.pop()!;
    let folder = root;
    for (const name of names) {
      let next = folder.folders.find(candidate => candidate.name === name);
      if (!next) {
        next = { name, folders: [], files: [] };
        folder.folders.push(next);
      }
      folder = next;
    }
    folder.files.push({ name: fileName, path });
  }
  return { ...root, folders: root.folders.map(join) };
}

function join(folder: Folder): Folder {
  const folders = folder.folders.map(join);
  if (folder.files.length === 0 && folders.length === 1) {
    return { ...folders[0], name: `${folder.name}/${folders[0].name}` };
  }
  return { ...folder, folders };
}
