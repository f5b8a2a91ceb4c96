import MarkdownIt from 'markdown-it';

const reader = new MarkdownIt({ html: true });

/** What a reader of Markdown makes of a text: blocks and spans in their order, each with the text in it. */
export function markdownParts(text: string): [kind: string, content: string][] {
  const parts: [string, string][] = [];
  const add = (kind: string, content: string) => {
    const before = parts.at(-1);
    if (kind === 'text' && before?.[0] === 'text') before[1] += content;
    else if (kind !== 'text' || content) parts.push([kind, content]);
  };
  for (const block of reader.parse(text, {})) {
    if (block.type === 'inline') block.children!.forEach(span => add(span.type, span.content));
    else add(`${block.type} ${block.tag} ${block.info}`, block.content);
  }
  return parts;
}
